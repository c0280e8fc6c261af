// How late due posts are taken up: thousands spread over some seconds with clocks apart, and many at one instant, beside
// pg-boss as it comes and a bare loop that makes the same calls to TikTok with the same concurrency.
// Usage: node apps/api/bench/punctuality.ts [--posts 3000] [--seconds 15] [--burst 1000]
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createTikTokClient, planChunks, uploadVideo } from '@airdate/tiktok';
import { PgBoss } from 'pg-boss';
import type { Deps } from '../src/deps.ts';
import { startEventListener } from '../src/events/event-listener.ts';
import { contentHash } from '../src/posts/content-hash.ts';
import { startDispatcher } from '../src/publishing/dispatcher/start-dispatcher.ts';
import { startWorker } from '../src/serve/worker.ts';
import { createInstallation, saveAccount } from './installation.ts';
import type { SeenCall, Tokens } from './simulator.process.ts';

const CLOCKS_OFF_MS = [-100, -20, 0, 20, 100, 1_000];
const TEAMS = 20;
const ACCOUNTS = 200;
const FIRST_AFTER_MS = 4_000;
const PATIENCE_MS = 180_000;
/** What the dispatcher does at a time for 20 teams: init calls, and uploads. */
const CONCURRENCY = { calls: 60, uploads: 32 };
const GOALS = { p99MsAtMost: 20, early: 0, lastInitTimesBareAtMost: 1.3, jobsPerPostAtMost: 1.1 };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    posts: { type: 'string', default: '3000' },
    seconds: { type: 'string', default: '15' },
    burst: { type: 'string', default: '1000' },
  },
});
const count = Number(values.posts);
const spanMs = Number(values.seconds) * 1_000;
const burst = Number(values.burst);

type Account = { teamId: string; accountId: string; mediaAssetId: string; username: string; tokens: Tokens };
type Lateness = { p50: number; p99: number; worst: number; early: number; done: number };

const installation = await createInstallation({ durable: true });
const { simulator: local } = installation;
const simulator = fork(new URL('simulator.process.ts', import.meta.url), [
  JSON.stringify({ clientKey: local.app.clientKey, clientSecret: local.app.clientSecret, audited: true }),
]);
const apiUrl = await ask<string>();
const deps: Deps = {
  ...installation.deps,
  tiktok: createTikTokClient({ credentials: installation.deps.config.tiktok, apiUrl }),
};
const video = await readFile(new URL('../test/media/portrait-h264.mp4', import.meta.url));
const listener = await startEventListener(installation.databaseUrl, deps.log);
try {
  await main();
} finally {
  simulator.disconnect();
  await listener.close();
  await installation.close();
}

async function main(): Promise<void> {
  const accounts = await connectAccounts('planned');
  await deps.db.$executeRaw`ANALYZE`;
  const claims: Record<string, Lateness> = {};
  for (const offMs of CLOCKS_OFF_MS) {
    const lateness = await measureClaims(accounts, offMs);
    claims[`Airdate, clock off by ${offMs} ms`] = lateness;
  }
  const peer = await measurePeer();
  console.table({ ...claims, 'pg-boss as it comes': peer });

  const bare = await measureBareLoop(await connectAccounts('bare'));
  const { lastInitMs, firstCall, jobsPerPost } = await measureBurst(accounts);
  console.table({
    Airdate: { 'last init after ms': lastInitMs },
    'bare loop': { 'last init after ms': bare },
  });
  report(Object.values(claims), peer, { bare, lastInitMs, firstCall, jobsPerPost });
}

/** Asks the simulator's process, one question at a time. */
async function ask<T>(question?: { connect: string[] } | 'calls'): Promise<T> {
  if (question) simulator.send(question);
  return (await once(simulator, 'message'))[0] as T;
}

async function connectAccounts(name: string): Promise<Account[]> {
  const usernames = Array.from({ length: ACCOUNTS }, (_, i) => `${name}.${i}`);
  const tokens = await ask<Tokens[]>({ connect: usernames });
  const teams = await Promise.all(Array.from({ length: TEAMS }, (_, i) => createTeam(`${name}-${i}`)));
  const accounts: Account[] = [];
  for (const [i, username] of usernames.entries()) {
    const team = teams[i % TEAMS]!;
    const accountId = await saveAccount(deps, team.teamId, username, tokens[i]!);
    accounts.push({ ...team, accountId, username, tokens: tokens[i]! });
  }
  return accounts;
}

async function createTeam(slug: string): Promise<{ teamId: string; mediaAssetId: string }> {
  const { id: teamId } = await deps.db.team.create({ data: { name: slug, slug } });
  const storageKey = `uploads/${randomUUID()}`;
  await deps.storage.put(storageKey, video);
  const facts = { contentType: 'video/mp4', sizeBytes: video.length, durationSeconds: 4 };
  const { id } = await deps.db.mediaAsset.create({
    data: { teamId, storageKey, status: 'READY', fileName: 'bench.mp4', ...facts },
  });
  return { teamId, mediaAssetId: id };
}

/** Saves posts as `schedulePost` leaves them. @returns when each is due, by its id */
async function plan(accounts: Account[], instants: Date[]): Promise<Map<string, number>> {
  const posts = await deps.db.post.createManyAndReturn({
    data: instants.map((publishAt, i) => {
      const { teamId, accountId, mediaAssetId } = accounts[i % accounts.length]!;
      return { teamId, accountId, mediaAssetId, publishAt, status: 'SCHEDULED', privacyLevel: 'SELF_ONLY' };
    }),
  });
  await deps.db.consent.createMany({
    data: posts.map((post) => ({
      postId: post.id,
      ...{ creatorUsername: 'bench', creatorNickname: 'bench', contentHash: contentHash(post) },
    })),
  });
  return new Map(posts.map(({ id, publishAt }) => [id, publishAt!.getTime()]));
}

function spread(): Date[] {
  const begin = deps.clock.now().getTime() + FIRST_AFTER_MS;
  return Array.from({ length: count }, (_, i) => new Date(begin + Math.floor((i * spanMs) / count)));
}

/** Claims only, by the dispatcher as it is. Lateness is read when the claim is committed, by a clock that is right. */
async function measureClaims(accounts: Account[], offMs: number): Promise<Lateness> {
  const due = await plan(accounts, spread());
  const clock = { now: () => new Date(deps.clock.now().getTime() + offMs) };
  const lateMs: number[] = [];
  let taken: string[] = [];
  const stop = startDispatcher({ ...deps, clock }, listener, {
    publish: async (_deps, { postId }) => {
      const dueAt = due.get(postId);
      if (dueAt === undefined) throw new Error('a post was taken up twice');
      due.delete(postId);
      lateMs.push(deps.clock.now().getTime() - dueAt);
      taken.push(postId);
    },
    ask: async () => {},
  });
  const deadline = performance.now() + FIRST_AFTER_MS + spanMs + PATIENCE_MS;
  while ((due.size > 0 || taken.length > 0) && performance.now() < deadline) {
    await setTimeout(500);
    const ids = taken;
    taken = [];
    // What was claimed is at its end here, so that nobody takes it over.
    await deps.db.post.updateMany({ where: { id: { in: ids } }, data: { status: 'CANCELLED' } });
  }
  await stop();
  return lateness(lateMs);
}

/** The same number of jobs in a queue of pg-boss with its own settings, until the last was due and some seconds more. */
async function measurePeer(): Promise<Lateness> {
  const boss = new PgBoss({ connectionString: installation.databaseUrl, schema: 'peer' });
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue('due');
  const instants = spread();
  await boss.insert(
    'due',
    instants.map((startAfter) => ({ data: { at: startAfter.getTime() }, startAfter })),
  );
  const lateMs: number[] = [];
  await boss.work<{ at: number }>('due', async (jobs) => {
    for (const job of jobs) lateMs.push(deps.clock.now().getTime() - job.data.at);
  });
  await setTimeout(FIRST_AFTER_MS + spanMs + 5_000);
  await boss.stop({ graceful: false });
  return lateness(lateMs);
}

/** Creator info, init and upload for each post, with tokens at hand and no database. @returns ms to the last init */
async function measureBareLoop(accounts: Account[]): Promise<number> {
  const client = createTikTokClient({ credentials: deps.config.tiktok, apiUrl });
  const callPlaces = semaphore(CONCURRENCY.calls);
  const uploadPlaces = semaphore(CONCURRENCY.uploads);
  const plan = planChunks(video.length);
  const startedAt = Date.now();
  await Promise.all(
    Array.from({ length: burst }, async (_, i) => {
      const { accessToken } = accounts[i % accounts.length]!.tokens;
      const init = await callPlaces(async () => {
        await client.queryCreatorInfo({ accessToken });
        const choices = { disableComment: true, disableDuet: true, disableStitch: true, isAigc: false };
        return client.initDirectVideo({
          accessToken,
          source: { source: 'FILE_UPLOAD', plan },
          post: {
            title: '',
            privacyLevel: 'SELF_ONLY',
            ...choices,
            ...{ brandContentToggle: false, brandOrganicToggle: false },
          },
        });
      });
      await uploadPlaces(() =>
        uploadVideo({
          client,
          uploadUrl: init.uploadUrl!,
          plan,
          contentType: 'video/mp4',
          resumeFromByte: 0,
          source: { sizeBytes: video.length, open: () => Readable.toWeb(Readable.from([video])) as never },
        }),
      );
    }),
  );
  const inits = initsOf(await ask<SeenCall[]>('calls'), 'bare.');
  return Math.max(...inits.map(({ atMs }) => atMs)) - startedAt;
}

/** A worker as it is, for posts that are all due at one instant. */
async function measureBurst(
  accounts: Account[],
): Promise<{ lastInitMs: number; firstCall: Lateness; jobsPerPost: number }> {
  const jobs = async () =>
    (await deps.db.$queryRaw<[{ n: number }]>`SELECT count(*)::int AS n FROM pgboss.job`)[0].n;
  const jobsBefore = await jobs();
  const dueAt = deps.clock.now().getTime() + FIRST_AFTER_MS;
  const ids = [...(await plan(accounts, Array<Date>(burst).fill(new Date(dueAt)))).keys()];
  const stop = await startWorker(deps, installation.deps.jobs, listener);
  const begun = () =>
    deps.db.publishAttempt.count({ where: { postId: { in: ids }, publishId: { not: null } } });
  const deadline = performance.now() + FIRST_AFTER_MS + PATIENCE_MS;
  while ((await begun()) < burst && performance.now() < deadline) await setTimeout(1_000);
  await stop();
  const calls = (await ask<SeenCall[]>('calls')).filter(({ creator }) => creator?.startsWith('planned.'));
  const inits = initsOf(calls, 'planned.');
  if (inits.length < burst) throw new Error(`only ${inits.length} of ${burst} posts began`);
  return {
    lastInitMs: Math.max(...inits.map(({ atMs }) => atMs)) - dueAt,
    firstCall: lateness(
      calls.filter(({ endpoint }) => endpoint === 'creator_info.query').map(({ atMs }) => atMs - dueAt),
    ),
    jobsPerPost: ((await jobs()) - jobsBefore) / burst,
  };
}

function initsOf(calls: SeenCall[], prefix: string): SeenCall[] {
  return calls.filter(
    ({ endpoint, creator, code }) =>
      endpoint === 'video.init' && creator?.startsWith(prefix) && code === 'ok',
  );
}

/** Lets so many run at a time, in their order. */
function semaphore(places: number) {
  const waiting: (() => void)[] = [];
  let free = places;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

function lateness(lateMs: number[]): Lateness {
  return {
    p50: round(quantile(lateMs, 0.5)),
    p99: round(quantile(lateMs, 0.99)),
    worst: round(Math.max(...lateMs)),
    early: lateMs.filter((ms) => ms < 0).length,
    done: lateMs.length,
  };
}

function report(
  claims: Lateness[],
  peer: Lateness,
  { bare, lastInitMs, firstCall, jobsPerPost }: { bare: number } & Awaited<ReturnType<typeof measureBurst>>,
): void {
  const metrics = {
    posts: count,
    seconds: spanMs / 1_000,
    p99Ms: Math.max(...claims.map(({ p99 }) => p99)),
    p50Ms: Math.max(...claims.map(({ p50 }) => p50)),
    early: claims.reduce((sum, { early }) => sum + early, 0),
    takenUp: Math.min(...claims.map(({ done }) => done)),
    peerP99Ms: peer.p99,
    peerTakenUp: peer.done,
    burst,
    burstFirstCallP50Ms: firstCall.p50,
    burstLastInitMs: round(lastInitMs),
    bareLastInitMs: round(bare),
    lastInitTimesBare: round(lastInitMs / bare),
    jobsPerPost,
  };
  const pass =
    metrics.takenUp === count &&
    metrics.p99Ms <= GOALS.p99MsAtMost &&
    metrics.early === GOALS.early &&
    metrics.lastInitTimesBare <= GOALS.lastInitTimesBareAtMost &&
    metrics.jobsPerPost <= GOALS.jobsPerPostAtMost;
  console.log(JSON.stringify({ bench: 'punctuality', metrics, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
}

function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
