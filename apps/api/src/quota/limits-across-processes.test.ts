import { createDb } from '@airdate/db';
import { afterAll, expect, test } from 'vitest';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator, createSimulatedTikTok } from '../../test/tiktok-deps.ts';
import type { Deps } from '../deps.ts';
import { CallsUsedUpError, callTikTok } from './call-tiktok.ts';
import { callLimit } from './quota.ts';

const world = await createSimulatedTikTok();
const { deps, simulator } = world;

/** Three processes, each with its own connections, whose clocks are minutes apart. */
const processes: Deps[] = [-90_000, 0, 90_000].map((offsetMs) => ({
  ...deps,
  db: createDb({ url: deps.databaseUrl, poolSize: 3 }),
  clock: { now: () => new Date(Date.now() + offsetMs) },
}));
afterAll(() => Promise.all(processes.map(({ db }) => db.$disconnect())));

/** The most calls that TikTok saw of a creator within any sliding minute. */
function fullestMinute(creator: string): number {
  const at = simulator
    .calls()
    .filter((call) => call.creator === creator && call.endpoint === 'creator_info.query')
    .map(({ atMs }) => atMs);
  return Math.max(...at.map((start) => at.filter((t) => t >= start && t < start + 60_000).length));
}

test('three workers with clocks apart never exceed a limit in any sliding minute, and use it up', async () => {
  const { teamId } = await createTestTeam(deps);
  const { account, username } = await connectSimulatedCreator(world, teamId);
  const { grantId } = account;
  const limit = callLimit('creator_info.query');
  const call = {
    grantId,
    bucket: 'creator_info.query',
    use: { purpose: 'CREATOR_INFO', actor: { kind: 'worker' }, teamId },
  } as const;
  const ask = (process: Deps) =>
    callTikTok(process, call, (accessToken) => process.tiktok.queryCreatorInfo({ accessToken })).catch(
      (error: unknown) => {
        if (!(error instanceof CallsUsedUpError)) throw error;
      },
    );
  const askOften = () =>
    Promise.all(processes.flatMap((process) => Array.from({ length: 15 }, () => ask(process))));

  // Four half-minutes: as time goes by for TikTok, it does so for the database.
  for (let half = 0; half < 4; half++) {
    await askOften();
    await simulator.clock.advance(30_500);
    await deps.db.$executeRaw`UPDATE tiktok_calls SET called_at = called_at - interval '30.5 seconds'`;
  }

  const calls = simulator.calls().filter((made) => made.creator === username);
  expect(calls.filter(({ code }) => code !== 'ok')).toEqual([]);
  expect(fullestMinute(username)).toBe(limit);
  expect(calls).toHaveLength(2 * limit);
});
