// The simulator in a process of its own, so that it takes no time from the process that is measured.
import { TIKTOK_SCOPES } from '@airdate/tiktok';
import { createSimulator, type Simulator } from '@airdate/tiktok/simulator';

export type Tokens = ReturnType<Simulator['issueTokens']>;
/** When the first byte of an answer to this endpoint was ready, in ms since 1970. */
export type SeenCall = { atMs: number; endpoint: string; creator: string | null; code: string };

/** The simulator remembers some hundred calls only. */
const COLLECT_EVERY_MS = 20;

const simulator = await createSimulator({
  app: JSON.parse(process.argv[2] ?? '{}'),
  seed: [],
});
const calls = new Map<string, SeenCall>();

function collect(): void {
  for (const { logId, atMs, endpoint, creator, code } of simulator.calls()) {
    calls.set(logId, { atMs, endpoint, creator, code });
  }
}
setInterval(collect, COLLECT_EVERY_MS);

process.on('message', (message: { connect: string[] } | 'calls') => {
  if (message === 'calls') {
    collect();
    return process.send!([...calls.values()]);
  }
  process.send!(
    message.connect.map((username) => {
      simulator.createCreator({ username });
      return simulator.issueTokens(username, [...TIKTOK_SCOPES]);
    }),
  );
});
process.on('disconnect', () => process.exit());
process.send!(simulator.apiUrl);
