import { randomUUID } from 'node:crypto';
import { createDb } from '@airdate/db';
import { afterAll, expect, test } from 'vitest';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { pauseCalls } from './pause-calls.ts';
import { callLimit } from './quota.ts';
import { reserveCall } from './reserve-call.ts';

const deps = await createTestDeps({ jobs: [] });
const otherProcess = createDb({ url: deps.databaseUrl, poolSize: 5 });
afterAll(() => otherProcess.$disconnect());

async function newGrant(): Promise<string> {
  const { teamId } = await createTestTeam(deps);
  return (await createTestAccount(deps.db, teamId)).grantId;
}

test('50 calls at once from two processes get exactly the limit', async () => {
  const grantId = await newGrant();
  const elsewhere = { ...deps, db: otherProcess };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      reserveCall(i % 2 ? deps : elsewhere, grantId, 'creator_info.query'),
    ),
  );

  expect(answers.filter(({ ok }) => ok)).toHaveLength(callLimit('creator_info.query'));
  expect(await deps.db.tikTokCall.count({ where: { grantId } })).toBe(callLimit('creator_info.query'));
});

/** As if so much time had passed since the calls of this creator were made. */
function age(grantId: string, seconds: number) {
  return deps.db.$executeRaw`
    UPDATE tiktok_calls SET called_at = called_at - make_interval(secs => ${seconds}::float8)
    WHERE grant_id = ${grantId}::uuid`;
}

test('processes whose clocks are minutes apart share one limit', async () => {
  const grantId = await newGrant();
  let granted = 0;
  for (const minutes of [0, 2, -2]) {
    const clock = { now: () => new Date(Date.now() + minutes * 60_000) };
    const elsewhere = { ...deps, clock };
    for (let call = 0; call < 6; call++) {
      if ((await reserveCall(elsewhere, grantId, 'video.init')).ok) granted++;
    }
  }
  expect(granted).toBe(6);
});

test('the window slides: each call is free again a minute and a second after it was made', async () => {
  const grantId = await newGrant();
  for (let call = 0; call < 6; call++) {
    expect(await reserveCall(deps, grantId, 'video.init')).toEqual({ ok: true });
    await age(grantId, 5);
  }
  const { calledAt } = await deps.db.tikTokCall.findFirstOrThrow({
    where: { grantId },
    orderBy: { calledAt: 'asc' },
  });
  expect(await reserveCall(deps, grantId, 'video.init')).toEqual({
    ok: false,
    availableAt: new Date(calledAt.getTime() + 61_000),
  });

  await age(grantId, 31);
  expect(await reserveCall(deps, grantId, 'video.init')).toEqual({ ok: true });
  expect(await reserveCall(deps, grantId, 'video.init')).toMatchObject({ ok: false });
});

test('a pause keeps everybody from the bucket until it is over, the longer of two counting', async () => {
  const grantId = await newGrant();
  await pauseCalls(deps, grantId, 'video.init', 90_000);
  await pauseCalls(deps, grantId, 'video.init', 60_000);
  const answer = await reserveCall({ ...deps, db: otherProcess }, grantId, 'video.init');
  if (answer.ok) throw new Error('The call was granted during the pause.');
  const waitMs = answer.availableAt.getTime() - Date.now();
  expect(waitMs).toBeGreaterThan(60_000);
  expect(waitMs).toBeLessThanOrEqual(90_000);
  expect(await reserveCall(deps, grantId, 'status.fetch')).toEqual({ ok: true });

  await deps.db
    .$executeRaw`UPDATE tiktok_call_pauses SET until = clock_timestamp() WHERE grant_id = ${grantId}::uuid`;
  expect(await reserveCall(deps, grantId, 'video.init')).toEqual({ ok: true });
});

test('buckets and creators are counted apart', async () => {
  const [first, second] = [await newGrant(), await newGrant()];
  for (let call = 0; call < callLimit('video.init'); call++) await reserveCall(deps, first, 'video.init');

  expect(await reserveCall(deps, first, 'video.init')).toMatchObject({ ok: false });
  expect(await reserveCall(deps, first, 'inbox.video.init')).toEqual({ ok: true });
  expect(await reserveCall(deps, second, 'video.init')).toEqual({ ok: true });
});

test('calls that left the window are forgotten', async () => {
  const grantId = await newGrant();
  for (let call = 0; call < 10; call++) await reserveCall(deps, grantId, 'status.fetch');
  await age(grantId, 61);
  await reserveCall(deps, grantId, 'status.fetch');

  expect(await deps.db.tikTokCall.count({ where: { grantId } })).toBe(1);
});

test('an unknown grant reserves nothing', async () => {
  await expect(reserveCall(deps, randomUUID(), 'status.fetch')).rejects.toThrow();
});
