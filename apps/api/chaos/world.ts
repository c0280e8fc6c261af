import type { ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { planChunks } from '@airdate/tiktok';
import { createInstallation, type Installation } from '../bench/installation.ts';
import { tiktokWebhookRoutes } from '../src/tiktok-webhooks/tiktok-webhook.http.ts';
import { killHard, startProcess } from '../test/worker-process.ts';
import { Subjects } from './gates/points.ts';
import { openPostgresGate, type PostgresGate } from './gates/postgres-gate.ts';
import { openTikTokGate, type TikTokGate } from './gates/tiktok-gate.ts';

/** An installation whose workers reach Postgres and TikTok through gates only. */
export type World = Installation & {
  subjects: Subjects;
  postgres: PostgresGate;
  tiktok: TikTokGate;
  /** Videos of the media store by their number of chunks. */
  videos: Record<ChunkCount, { storageKey: string; sizeBytes: number }>;
  startWorker(): Promise<ChildProcess>;
};

export type ChunkCount = 1 | 2;

const TWO_CHUNKS_BYTES = 64_100_000;

/** @param options.databaseUrl a migrated database; unset, one is made */
export async function createWorld(
  options: { databaseUrl?: string; durable?: boolean; refreshTokens?: 'legacy' | 'current' } = {},
): Promise<World> {
  const installation = await createInstallation({
    ...options,
    simulator: {
      seed: [],
      app: { activeCreatorCap: 1_000_000 },
      settings: {
        profile: options.refreshTokens ?? 'current',
        processingMs: 50,
        moderationMs: 50,
        checkMedia: false,
      },
    },
  });
  const { deps, simulator, databaseUrl } = installation;
  const subjects = new Subjects();
  const [postgres, tiktok, webhooks] = await Promise.all([
    openPostgresGate(databaseUrl, subjects),
    openTikTokGate(simulator.apiUrl, subjects),
    receiveWebhooks(installation),
    noteHandOvers(installation),
  ]);
  const workers = new Set<ChildProcess>();
  const world: World = {
    ...installation,
    subjects,
    postgres,
    tiktok,
    videos: { 1: await storeVideo(installation, 1), 2: await storeVideo(installation, 2) },
    async startWorker() {
      const env = { DATABASE_URL: postgres.url, TIKTOK_API_URL: tiktok.url };
      const child = await startProcess({ ...deps, databaseUrl }, 'worker', env);
      workers.add(child);
      return child;
    },
    async close() {
      await Promise.all([...workers].map(killHard));
      postgres.close();
      tiktok.close();
      webhooks.close();
      webhooks.closeAllConnections();
      await installation.close();
      open.delete(world);
    },
  };
  open.add(world);
  return world;
}

const open = new Set<World>();

/** Leaves nothing behind when the run is broken off. */
export async function closeWorlds(): Promise<void> {
  await Promise.allSettled([...open].map((world) => world.close()));
}

/** As an HTTP process of the product does; what it stores is acted on by a worker. */
async function receiveWebhooks({ deps, simulator }: Installation): Promise<Server> {
  const [route] = tiktokWebhookRoutes(deps);
  const server = createServer((req, res) => {
    Promise.resolve(route!.handle(req, res, new URL(req.url ?? '/', 'http://webhooks'))).catch(() =>
      res.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  simulator.configureApp({ webhookUrl: `http://127.0.0.1:${port}/webhooks/tiktok` });
  return server;
}

/** Postgres writes down when somebody takes the lease of a post or of a grant. */
async function noteHandOvers({ deps: { db } }: Installation): Promise<void> {
  await db.$executeRaw`
    CREATE TABLE taken (id uuid NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())`;
  await db.$executeRaw`
    CREATE FUNCTION note_taken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO taken (id) VALUES (NEW.id); RETURN NULL; END $$`;
  await db.$executeRaw`
    CREATE TRIGGER note_taken AFTER UPDATE OF lease_token ON posts FOR EACH ROW
    WHEN (NEW.lease_token IS NOT NULL AND NEW.lease_token IS DISTINCT FROM OLD.lease_token)
    EXECUTE FUNCTION note_taken()`;
  await db.$executeRaw`
    CREATE TRIGGER note_taken AFTER UPDATE OF refresh_lease_token ON grants FOR EACH ROW
    WHEN (NEW.refresh_lease_token IS NOT NULL AND NEW.refresh_lease_token IS DISTINCT FROM OLD.refresh_lease_token)
    EXECUTE FUNCTION note_taken()`;
}

async function storeVideo({ deps }: Installation, chunks: ChunkCount) {
  const clip = await readFile(new URL('../test/media/portrait-h264.mp4', import.meta.url));
  const bytes = chunks === 1 ? clip : Buffer.concat([clip, randomBytes(TWO_CHUNKS_BYTES - clip.length)]);
  if (planChunks(bytes.length).totalChunkCount !== chunks) throw new Error('The video has other chunks.');
  const storageKey = `uploads/${randomUUID()}`;
  await deps.storage.put(storageKey, bytes);
  return { storageKey, sizeBytes: bytes.length };
}

/** What TikTok received is not looked at again. */
export function forgetReceivedMedia({ simulator }: World): void {
  for (const { status, media } of simulator.tasks()) {
    if (status.startsWith('PROCESSING')) continue;
    for (const { path } of media) rmSync(join(simulator.dataDir, 'media', path), { force: true });
  }
}
