import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Ask } from './asker.process.ts';
import { gatherCrowd } from './crowd.ts';
import type { Side } from './sides.ts';
import type { Writer } from './writer.ts';

const ASKER = fileURLToPath(new URL('./asker.process.ts', import.meta.url));
const REQUESTS = 200;
const ROUNDS = 3;
const BURST_EVENTS = 200;

/** How long a small query takes over HTTP while nothing happens, and while many sockets are told of many events. */
export async function measureHttp(side: Side, writer: Writer, sockets: number, everyMs: number) {
  const asker = fork(ASKER);
  const answers = async () => ((await once(asker, 'message')) as [number[]])[0];
  const ask = (times: number) => {
    asker.send({ url: side.url, key: side.key!, times } satisfies Ask);
    return answers();
  };
  const crowd = await gatherCrowd(side, sockets, writer.cursor());
  const rounds: { quietMs: number; burstMs: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const quiet = await ask(REQUESTS);
    const asking = ask(Number.MAX_SAFE_INTEGER);
    const everybody = crowd.hears(writer.next() + BURST_EVENTS - 1);
    for (let i = 0; i < BURST_EVENTS; i++) {
      await writer.append();
      if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    await everybody;
    asker.send('stop' satisfies Ask);
    const burst = await asking;
    if (round > 0) rounds.push({ quietMs: p50(quiet), burstMs: p50(burst) });
  }
  crowd.close();
  asker.disconnect();
  const quietMs = p50(rounds.map((each) => each.quietMs));
  const burstMs = p50(rounds.map((each) => each.burstMs));
  console.table({ 'HTTP p50 ms': { quiet: quietMs, [`burst to ${sockets} sockets`]: burstMs } });
  const httpTimesQuiet = p50(rounds.map((each) => each.burstMs / each.quietMs));
  return { burstSockets: sockets, httpQuietMs: quietMs, httpBurstMs: burstMs, httpTimesQuiet };
}

function p50(numbers: number[]): number {
  const middle = numbers.toSorted((a, b) => a - b)[Math.ceil(numbers.length / 2) - 1]!;
  return Math.round(middle * 100) / 100;
}
