import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { createTikTokClient, planChunks, uploadVideo } from '@airdate/tiktok';
import { startWorker } from '../../src/serve/worker.ts';
import type { SeenCall } from '../simulator.process.ts';
import { type Lateness, lateness } from './lateness.ts';
import type { World } from './world.ts';

const FIRST_AFTER_MS = 4_000;
const PATIENCE_MS = 60_000;
/** What the dispatcher does at a time for 20 teams: init calls, and uploads. */
const CONCURRENCY = { calls: 240, uploads: 32 };

/** Posts that are all due at one instant; each round has creators of its own, whose calls of this minute are not used up. */
export type Burst = { name: string; posts: number };

/** Creator info, init and upload for each post, with tokens at hand and no database. @returns ms to the last init */
export async function measureBareLoop(world: World, { name, posts }: Burst): Promise<number> {
  const { deps, apiUrl, video } = world;
  const accounts = await world.connectAccounts(name);
  const client = createTikTokClient({ credentials: deps.config.tiktok, apiUrl });
  const callPlaces = semaphore(CONCURRENCY.calls);
  const uploadPlaces = semaphore(CONCURRENCY.uploads);
  const plan = planChunks(video.length);
  const startedAt = Date.now();
  await Promise.all(
    Array.from({ length: posts }, async (_, i) => {
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
  const inits = initsOf(await world.callsOf(name));
  return Math.max(...inits.map(({ atMs }) => atMs)) - startedAt;
}

/** A worker as it is, for posts that are all due at one instant. */
export async function measureBurst(
  world: World,
  { name, posts }: Burst,
): Promise<{ lastInitMs: number; firstCall: Lateness; jobsPerPost: number }> {
  const { deps, installation, listener } = world;
  const accounts = await world.connectAccounts(name);
  const jobs = async () =>
    (await deps.db.$queryRaw<[{ n: number }]>`SELECT count(*)::int AS n FROM pgboss.job`)[0].n;
  const jobsBefore = await jobs();
  const dueAt = deps.clock.now().getTime() + FIRST_AFTER_MS;
  const ids = [...(await world.plan(accounts, Array<Date>(posts).fill(new Date(dueAt)))).keys()];
  const stop = await startWorker(deps, installation.deps.jobs, listener);
  const begun = () =>
    deps.db.publishAttempt.count({ where: { postId: { in: ids }, publishId: { not: null } } });
  const deadline = performance.now() + FIRST_AFTER_MS + PATIENCE_MS;
  while ((await begun()) < posts && performance.now() < deadline) await setTimeout(1_000);
  await stop();
  const calls = await world.callsOf(name);
  const inits = initsOf(calls);
  if (inits.length < posts) throw new Error(`only ${inits.length} of ${posts} posts began`);
  return {
    lastInitMs: Math.max(...inits.map(({ atMs }) => atMs)) - dueAt,
    firstCall: lateness(
      calls.filter(({ endpoint }) => endpoint === 'creator_info.query').map(({ atMs }) => atMs - dueAt),
    ),
    jobsPerPost: ((await jobs()) - jobsBefore) / posts,
  };
}

function initsOf(calls: SeenCall[]): SeenCall[] {
  return calls.filter(({ endpoint, code }) => endpoint === 'video.init' && code === 'ok');
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
