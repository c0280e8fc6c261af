// How late due posts are taken up, beside a plain pg-boss queue at its fastest polling on the same Postgres.
// Usage: node apps/api/bench/punctuality.ts [--posts 30]
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { PgBoss } from 'pg-boss';
import { contentHash } from '../src/posts/content-hash.ts';
import { publishPostJob } from '../src/posts/post.jobs.ts';
import { startWorker } from '../src/serve/worker.ts';
import { connectCreator, createInstallation, type Installation } from './installation.ts';

const SPACING_MS = 700;
const FIRST_AFTER_MS = 5_000;
const PATIENCE_MS = 30_000;
const GOALS = { medianTimesSoonerThanPeer: 20, ourMedianAtMostMs: 50 };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { posts: { type: 'string', default: '30' } },
});
const count = Number(values.posts);

const installation = await createInstallation();
const peer = new PgBoss({ connectionString: installation.databaseUrl, schema: 'peer', max: 4 });
peer.on('error', () => {});
try {
  await main();
} finally {
  await peer.stop({ graceful: false });
  await installation.close();
}

async function main(): Promise<void> {
  const begin = Date.now() + FIRST_AFTER_MS;
  // Ours and the peer's take turns, half a step apart, so that both meet the same machine.
  const ourInstants = Array.from({ length: count }, (_, i) => new Date(begin + i * SPACING_MS));
  const peerInstants = ourInstants.map((at) => new Date(at.getTime() + SPACING_MS / 2));

  const postIds = await planPosts(installation, ourInstants);
  const peerLateMs = await planPeer(peerInstants);
  const stopWorker = await startWorker(installation.deps, installation.deps.jobs);
  const ourLateMs = await readLateness(installation, postIds);
  await until(() => peerLateMs.length === count, 'the peer');
  await stopWorker();
  report(ourLateMs, peerLateMs);
}

/** Saves posts as `schedulePost` leaves them: the row, the consent, and the job with its start time. */
async function planPosts(bench: Installation, instants: Date[]): Promise<string[]> {
  const { deps, teamId } = bench;
  const bytes = await readFile(new URL('../test/media/portrait-h264.mp4', import.meta.url));
  const storageKey = `uploads/${randomUUID()}`;
  await deps.storage.put(storageKey, bytes);
  const asset = await deps.db.mediaAsset.create({
    data: {
      teamId,
      storageKey,
      status: 'READY',
      fileName: 'bench.mp4',
      contentType: 'video/mp4',
      sizeBytes: bytes.length,
      durationSeconds: 4,
    },
  });
  const ids: string[] = [];
  for (const [i, publishAt] of instants.entries()) {
    const post = await deps.db.post.create({
      data: {
        teamId,
        accountId: await connectCreator(bench, `creator.${i}`),
        mediaAssetId: asset.id,
        status: 'SCHEDULED',
        privacyLevel: 'SELF_ONLY',
        publishAt,
      },
    });
    const consent = {
      creatorUsername: `creator.${i}`,
      creatorNickname: `creator.${i}`,
      contentHash: contentHash(post),
    };
    await deps.db.consent.create({ data: { postId: post.id, ...consent } });
    await deps.jobs.enqueue(publishPostJob, { postId: post.id }, { startAfter: publishAt });
    ids.push(post.id);
  }
  return ids;
}

async function planPeer(instants: Date[]): Promise<number[]> {
  const lateMs: number[] = [];
  await peer.start();
  await peer.createQueue('due');
  for (const at of instants) await peer.send('due', { at: at.getTime() }, { startAfter: at });
  await peer.work<{ at: number }>('due', { pollingIntervalSeconds: 0.5, batchSize: 20 }, async (jobs) => {
    for (const job of jobs) lateMs.push(Date.now() - job.data.at);
  });
  return lateMs;
}

/** Waits until every post was taken up, and checks that each was taken up once and not early. */
async function readLateness({ deps }: Installation, postIds: string[]): Promise<number[]> {
  const where = { postId: { in: postIds }, type: 'post.publishing' };
  await until(async () => (await deps.db.event.count({ where })) >= postIds.length, 'our posts');
  const events = await deps.db.event.findMany({ where });
  if (new Set(events.map(({ postId }) => postId)).size !== events.length)
    throw new Error('a post was taken up twice');
  const lateMs = events.map(({ data }) => (data as { lateMs: number }).lateMs);
  if (lateMs.some((ms) => ms < 0)) throw new Error('a post was taken up before its time');
  return lateMs;
}

async function until(reached: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + FIRST_AFTER_MS + count * SPACING_MS + PATIENCE_MS;
  while (!(await reached())) {
    if (Date.now() > deadline) throw new Error(`${what} did not finish in time`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function report(ours: number[], theirs: number[]): void {
  const metrics = {
    posts: count,
    ourMedianMs: quantile(ours, 0.5),
    ourWorstMs: Math.max(...ours),
    peerMedianMs: quantile(theirs, 0.5),
    peerWorstMs: Math.max(...theirs),
    medianTimesSoonerThanPeer: Math.round(quantile(theirs, 0.5) / Math.max(1, quantile(ours, 0.5))),
  };
  console.table({
    Airdate: { 'median ms late': metrics.ourMedianMs, 'worst ms late': metrics.ourWorstMs },
    'pg-boss, fastest polling': {
      'median ms late': metrics.peerMedianMs,
      'worst ms late': metrics.peerWorstMs,
    },
  });
  const pass =
    metrics.medianTimesSoonerThanPeer >= GOALS.medianTimesSoonerThanPeer &&
    metrics.ourMedianMs <= GOALS.ourMedianAtMostMs;
  console.log(JSON.stringify({ bench: 'punctuality', metrics, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
}

function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
}
