import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '@airdate/db/embedded';
import { migrate } from '@airdate/db/migrate';
import pg from 'pg';
import { outcomeOf, type Tally, tallyOf, tellBad, untilDelivered } from './count-outcomes.ts';
import { type PlannedPost, planPost, WAYS } from './plan-posts.ts';
import { createWorld, type World } from './world.ts';

const DUE_WITHIN_MS = 20_000;
const KILL_EVERY_MS = 500;
const RESTARTS_AT_MS = [6_000, 14_000];
const WORKERS = 2;
const WITHIN_MS = 240_000;

/** Posts fall due while every connection to Postgres is ended twice a second and the server is restarted. */
export async function postgresTrouble(count: number): Promise<Tally> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airdate-chaos-database-'));
  let server = await startEmbedded({ dataDir });
  const { port, directory } = server;
  const databaseUrl = server.url('airdate');
  await migrate(databaseUrl);
  const world = await createWorld({ databaseUrl });
  try {
    const posts = await planPosts(world, count);
    for (let n = 0; n < WORKERS; n++) await world.startWorker();
    const end = new AbortController();
    const killing = killBackends(databaseUrl, end.signal);
    const startedMs = performance.now();
    for (const atMs of RESTARTS_AT_MS) {
      await sleep(atMs - (performance.now() - startedMs));
      await server.stop();
      server = await startEmbedded({ dataDir, port });
    }
    await sleep(DUE_WITHIN_MS - (performance.now() - startedMs));
    end.abort();
    await killing;
    await untilDelivered(world, posts, WITHIN_MS);
    const outcomes = await Promise.all(posts.map((post) => outcomeOf(world, post)));
    tellBad('postgres', outcomes);
    return tallyOf(outcomes);
  } finally {
    await world.close();
    await server.stop();
    for (const each of [dataDir, directory]) await rm(each, { recursive: true, force: true });
  }
}

async function planPosts(world: World, count: number): Promise<PlannedPost[]> {
  const ways = WAYS.filter(({ chunks, isStale }) => chunks === 1 && !isStale);
  const beginsInMs = count * 25 + 3_000;
  const posts: PlannedPost[] = [];
  for (let n = 0; n < count; n++) {
    const way = ways[n % ways.length]!;
    posts.push(await planPost(world, way, beginsInMs + Math.floor((n * DUE_WITHIN_MS) / count)));
  }
  for (const { subject } of posts) world.subjects.forget(subject);
  return posts;
}

/** Ends the connections of the product, as an administrator may. */
async function killBackends(databaseUrl: string, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'chaos' });
    client.on('error', () => {});
    try {
      await client.connect();
      while (!end.aborted) {
        await client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'airdate%'`,
        );
        await sleep(KILL_EVERY_MS);
      }
    } catch {
      // The server is being restarted.
      await sleep(KILL_EVERY_MS);
    } finally {
      await client.end().catch(() => {});
    }
  }
}
