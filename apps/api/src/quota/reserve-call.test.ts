import { randomUUID } from 'node:crypto';
import { createDb } from '@airdate/db';
import { afterAll, expect, test } from 'vitest';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
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

test('the window slides: each call is free again 60 s after it was made', async () => {
  const grantId = await newGrant();
  const start = deps.clock.now();
  for (let call = 0; call < 6; call++) {
    expect(await reserveCall(deps, grantId, 'video.init')).toEqual({ ok: true });
    deps.clock.advance(5_000);
  }
  expect(await reserveCall(deps, grantId, 'video.init')).toEqual({
    ok: false,
    availableAt: new Date(start.getTime() + 60_000),
  });

  deps.clock.set(new Date(start.getTime() + 59_999));
  expect(await reserveCall(deps, grantId, 'video.init')).toMatchObject({ ok: false });
  deps.clock.advance(1);
  expect(await reserveCall(deps, grantId, 'video.init')).toEqual({ ok: true });
  expect(await reserveCall(deps, grantId, 'video.init')).toEqual({
    ok: false,
    availableAt: new Date(start.getTime() + 65_000),
  });
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
  deps.clock.advance(60_000);
  await reserveCall(deps, grantId, 'status.fetch');

  expect(await deps.db.tikTokCall.count({ where: { grantId } })).toBe(1);
});

test('an unknown grant reserves nothing', async () => {
  await expect(reserveCall(deps, randomUUID(), 'status.fetch')).rejects.toThrow();
});
