import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { createPublishingWorld, storeVideo } from '../../test/publishing-world.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { killHard, startProcess } from '../../test/worker-process.ts';
import { publishPost } from '../posts/publish-post.ts';

type FaultPoint = 'creator_info.query' | 'video.init' | 'upload' | 'status.fetch';

/** Where each post's worker is when it is ended or stopped. `skip` lets earlier calls to the same endpoint pass. */
const POINTS: { point: FaultPoint; skip: number }[] = [
  { point: 'creator_info.query', skip: 1 },
  { point: 'video.init', skip: 0 },
  { point: 'upload', skip: 0 },
  { point: 'upload', skip: 1 },
];
const TWO_CHUNKS_BYTES = 65_000_000;
/** Longer than a hand-over, and shorter than a call may take. */
const HANG_MS = 13_000;
const LONGEST_HAND_OVER_MS = 5_000;

const world = await createPublishingWorld();
const { deps, simulator, team } = world;
const video = await storeVideo(deps, team.teamId, { padToBytes: TWO_CHUNKS_BYTES });
await deps.db.$executeRaw`
  CREATE TABLE claims (post_id uuid NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())`;
await deps.db.$executeRaw`
  CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO claims (post_id) VALUES (NEW.id); RETURN NULL; END $$`;
await deps.db.$executeRaw`
  CREATE TRIGGER note_claim AFTER UPDATE OF lease_token ON posts FOR EACH ROW
  WHEN (NEW.lease_token IS NOT NULL AND NEW.lease_token IS DISTINCT FROM OLD.lease_token)
  EXECUTE FUNCTION note_claim()`;

const processes: ChildProcess[] = [];
afterEach(() => Promise.all(processes.splice(0).map(killHard)));

test.each(['SIGKILL', 'SIGSTOP', 'SIGTERM'] as const)(
  'after %s another worker goes on within 5 s, wherever the first one was, and each post goes out once',
  { timeout: 90_000 },
  async (signal) => {
    // Ready to take over, and stopped until the first one has all of the posts.
    const second = await startWorkerProcess();
    second.kill('SIGSTOP');
    const first = await startWorkerProcess();
    const posts = await Promise.all(POINTS.map(({ point, skip }, n) => hangingPost(signal, n, point, skip)));
    await expect.poll(() => simulator.faults.list().length, { timeout: 30_000, interval: 20 }).toBe(0);
    second.kill('SIGCONT');

    const startedAt = await databaseTime();
    const exited = once(first, 'exit');
    first.kill(signal);
    if (signal === 'SIGTERM') {
      expect(await exited).toEqual([0, null]);
      expect((await databaseTime()) - startedAt).toBeLessThan(5_000);
    }
    for (const postId of posts) {
      await expect
        .poll(() => claimedAfter(postId, startedAt), { timeout: 30_000, interval: 50 })
        .toBeLessThan(LONGEST_HAND_OVER_MS);
    }
    for (const postId of posts) {
      await world.reaches(postId, 'PUBLISHED');
      await publishedOnce(postId);
    }

    if (signal !== 'SIGSTOP') return;
    first.kill('SIGCONT');
    first.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    for (const postId of posts) await publishedOnce(postId);
    expect(second.exitCode).toBeNull();
  },
);

async function startWorkerProcess(): Promise<ChildProcess> {
  const child = await startProcess(deps, 'worker');
  processes.push(child);
  return child;
}

/** A post that is due, of a creator whose calls hang at this point. */
async function hangingPost(signal: string, n: number, point: FaultPoint, skip: number): Promise<string> {
  const username = `${signal.toLowerCase()}.${n}`;
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  simulator.faults.add({ point, skip, creator: username, latencyMs: HANG_MS, effect: { kind: 'none' } });
  const postId = await world.draft({ accountId: account.id, mediaAssetId: video.id });
  await publishPost(team, await world.agreement(postId));
  return postId;
}

async function publishedOnce(postId: string): Promise<void> {
  const onTikTok = await world.onTikTok(postId);
  expect(onTikTok.map(({ media }) => media[0]?.sha256)).toEqual([video.sha256]);
}

/** Of Postgres, in ms. */
async function databaseTime(): Promise<number> {
  const [row] = await deps.db.$queryRaw<[{ ms: number }]>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
  return row.ms;
}

/** @returns how many ms after this instant the next worker took the post; infinite while none has */
async function claimedAfter(postId: string, startedAt: number): Promise<number> {
  const [row] = await deps.db.$queryRaw<{ ms: number }[]>`
    SELECT (extract(epoch FROM min(at)) * 1000)::float8 AS ms FROM claims
    WHERE post_id = ${postId}::uuid AND at > to_timestamp(${startedAt / 1000}::float8) HAVING count(*) > 0`;
  return row ? row.ms - startedAt : Number.POSITIVE_INFINITY;
}
