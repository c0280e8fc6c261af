import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '@airdate/db';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { connectSimulatedCreator, tokensOf } from '../../test/tiktok-deps.ts';
import { killHard, startProcess } from '../../test/worker-process.ts';
import { refreshIdleGrants } from '../accounts/refresh-idle-grants.ts';
import { schedulePost } from '../posts/schedule-post.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LONGEST_HAND_OVER_MS = 5_000;
/** Longer than the client waits for an answer. */
const FREEZE_MS = 17_000;

const world = await createPublishingWorld();
const { deps, simulator, team } = world;
const { db } = deps;

const processes: ChildProcess[] = [];
afterEach(() => Promise.all(processes.splice(0).map(killHard)));
async function startWorkerProcess(): Promise<ChildProcess> {
  const child = await startProcess(deps, 'worker');
  processes.push(child);
  return child;
}

let account: Account;
let username: string;
beforeEach(async () => {
  ({ account, username } = await connectSimulatedCreator(world, team.teamId));
});
const grant = () => db.grant.findUniqueOrThrow({ where: { id: account.grantId } });
const refreshes = () =>
  simulator.calls().filter(({ endpoint, creator }) => endpoint === 'oauth.refresh' && creator === username);
const accountStatus = async () => (await db.account.findUniqueOrThrow({ where: { id: account.id } })).status;
const accountEvents = async () => {
  const where = { accountId: account.id, type: { startsWith: 'account.' } };
  return (await db.event.findMany({ where, orderBy: { sequence: 'asc' } })).map(({ type }) => type);
};

/** The access token is to be refreshed before it is used; TikTok honours it until it ends. */
const tokenEndsIn = (ms: number) =>
  db.grant.update({
    where: { id: account.grantId },
    data: { accessTokenExpiresAt: new Date(deps.clock.now().getTime() + ms) },
  });

/** Posts of the account that somebody agreed to, and that become due at once when {@link dueNow} is called. */
async function plannedPosts(count: number): Promise<string[]> {
  const drafts = await Promise.all(
    Array.from({ length: count }, () => world.draft({ accountId: account.id })),
  );
  for (const [n, id] of drafts.entries()) {
    const localTime = new Date(deps.clock.now().getTime() + (n + 1) * DAY_MS).toISOString().slice(0, 19);
    await schedulePost(team, { ...(await world.agreement(id)), localTime, timeZone: 'UTC' });
  }
  return drafts;
}
const dueNow = () =>
  db.$executeRaw`UPDATE posts SET publish_at = now() WHERE account_id = ${account.id}::uuid`;

/**
 * A due post whose worker was stopped before it could read TikTok's answer to its refresh. The other worker is running.
 *
 * @returns also when the first worker was stopped
 */
async function stopBeforeReading(tokenLeftMs: number) {
  const [postId] = await plannedPosts(1);
  const second = await startWorkerProcess();
  second.kill('SIGSTOP');
  const first = await startWorkerProcess();
  await tokenEndsIn(tokenLeftMs);
  const effect = { kind: 'none' } as const;
  simulator.faults.add({ point: 'oauth.refresh', creator: username, latencyMs: 1_500, effect });
  await dueNow();
  await expect.poll(() => simulator.faults.list().length, { timeout: 20_000, interval: 10 }).toBe(0);
  first.kill('SIGSTOP');
  const stoppedAtMs = Date.now();
  await expect.poll(() => refreshes().length, { timeout: 5_000, interval: 10 }).toBe(1);
  second.kill('SIGCONT');
  return { first, postId: postId!, stoppedAtMs };
}
const secondRefreshAfter = async (stoppedAtMs: number): Promise<number> => {
  await expect.poll(() => refreshes().length, { timeout: 20_000, interval: 10 }).toBe(2);
  return refreshes().at(-1)!.atMs - stoppedAtMs;
};

test.each(['SIGKILL', 'SIGSTOP'] as const)(
  'while TikTok takes the old refresh token again, a refresh cut off by %s costs nothing',
  { timeout: 60_000 },
  async (signal) => {
    simulator.configure({ profile: 'legacy' });
    const { first, postId, stoppedAtMs } = await stopBeforeReading(-MINUTE_MS);
    if (signal === 'SIGKILL') await killHard(first);
    expect(await secondRefreshAfter(stoppedAtMs)).toBeLessThan(LONGEST_HAND_OVER_MS);
    await world.reaches(postId, 'PUBLISHED');
    const { sealedAccessToken } = await grant();
    first.kill('SIGCONT');
    await sleepUnlessEnded(first);
    expect(await grant()).toMatchObject({ status: 'ACTIVE', sealedAccessToken });
    expect(await accountEvents()).toEqual([]);
    expect(await world.onTikTok(postId)).toHaveLength(1);
  },
);

test('a worker that is asked to end while TikTok is silent hands post and refresh over within 5 s', {
  timeout: 60_000,
}, async () => {
  const [postId] = await plannedPosts(1);
  const first = await startWorkerProcess();
  await tokenEndsIn(MINUTE_MS);
  // Longer than anybody waits.
  const silence = { point: 'oauth.refresh', creator: username, latencyMs: 60_000 } as const;
  simulator.faults.add({ ...silence, effect: { kind: 'none' }, times: 1 });
  await dueNow();
  await expect.poll(() => simulator.faults.list().length, { timeout: 20_000, interval: 10 }).toBe(0);
  await startWorkerProcess();
  const holders = async () => {
    const post = await db.post.findUniqueOrThrow({ where: { id: postId! } });
    return [post.leaseToken, (await grant()).refreshLeaseToken];
  };
  const before = await holders();
  expect(before).not.toContain(null);
  first.kill('SIGTERM');
  const askedAtMs = performance.now();
  const tookOver = async () => (await holders()).every((token, i) => token !== null && token !== before[i]);
  await expect.poll(tookOver, { timeout: 20_000, interval: 10 }).toBe(true);
  expect(performance.now() - askedAtMs).toBeLessThan(LONGEST_HAND_OVER_MS);
  await world.reaches(postId!, 'PUBLISHED');
});

test('when TikTok spends a refresh token at once, a refresh cut off by SIGKILL leaves the access token, which is used to its end', {
  timeout: 60_000,
}, async () => {
  simulator.configure({ profile: 'current' });
  const { first, postId, stoppedAtMs } = await stopBeforeReading(4 * MINUTE_MS);
  await killHard(first);
  expect(await secondRefreshAfter(stoppedAtMs)).toBeLessThan(LONGEST_HAND_OVER_MS);
  await world.reaches(postId, 'PUBLISHED');
  expect(await accountStatus()).toBe('ACTIVE');
  expect(await accountEvents()).toEqual(['account.connection_ends']);
  const { refreshTokenExpiresAt, accessTokenExpiresAt } = await grant();
  expect(refreshTokenExpiresAt).toEqual(accessTokenExpiresAt);
  expect(refreshes(), 'it is not asked again for each use').toHaveLength(2);

  await tokenEndsIn(-1);
  await db.grant.update({
    where: { id: account.grantId },
    data: { refreshTokenExpiresAt: (await grant()).accessTokenExpiresAt },
  });
  await refreshIdleGrants(deps);
  expect(await accountStatus()).toBe('RECONNECT_REQUIRED');
  expect(await accountEvents()).toEqual(['account.connection_ends', 'account.reconnect_required']);
});

test('when TikTok spends a refresh token at once, a process that was stopped brings the connection back with the answer it reads', {
  timeout: 90_000,
}, async () => {
  simulator.configure({ profile: 'current' });
  const { first, postId, stoppedAtMs } = await stopBeforeReading(-MINUTE_MS);
  await world.reaches(postId, 'HELD');
  expect(await accountStatus()).toBe('RECONNECT_REQUIRED');
  await sleep(Math.max(0, FREEZE_MS - (Date.now() - stoppedAtMs)));
  first.kill('SIGCONT');

  await world.reaches(postId, 'PUBLISHED');
  expect(await accountStatus()).toBe('ACTIVE');
  expect(await accountEvents()).toEqual(['account.reconnect_required', 'account.reconnected']);
  expect(refreshes()).toHaveLength(2);
  const { accessToken } = tokensOf(deps.keyring, await grant());
  await expect(deps.tiktok.queryCreatorInfo({ accessToken })).resolves.toBeDefined();
});

test('fifty posts that are due with an ended token make one refresh, in two processes', {
  timeout: 90_000,
}, async () => {
  simulator.configure({ profile: 'current' });
  const posts = await plannedPosts(50);
  await Promise.all([startWorkerProcess(), startWorkerProcess()]);
  await tokenEndsIn(-MINUTE_MS);
  const effect = { kind: 'none' } as const;
  simulator.faults.add({ point: 'oauth.refresh', creator: username, latencyMs: 500, effect });
  await dueNow();
  const began = () => db.event.count({ where: { postId: { in: posts }, type: 'post.publishing' } });
  await expect.poll(began, { timeout: 40_000 }).toBe(posts.length);
  const out = () => db.post.count({ where: { id: { in: posts }, status: 'PUBLISHED' } });
  await expect.poll(out, { timeout: 40_000 }).toBeGreaterThan(2);
  expect(refreshes()).toHaveLength(1);
});

/** For whatever a process that goes on still does with an answer it had not read. */
async function sleepUnlessEnded({ signalCode }: ChildProcess): Promise<void> {
  if (signalCode === null) await sleep(2_000);
}
