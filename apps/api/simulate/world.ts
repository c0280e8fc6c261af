import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb } from '@airdate/db';
import { createTikTokClient } from '@airdate/tiktok';
import { createSimulator, type Simulator } from '@airdate/tiktok/simulator';
import { redirectUri } from '../src/accounts/connect-attempt.ts';
import type { Deps } from '../src/deps.ts';
import { readConfig } from '../src/env.ts';
import { createKeyring } from '../src/keyring.ts';
import { createLogger } from '../src/log.ts';
import { createFileMediaStorage } from '../src/media/file-media-storage.ts';
import { ONE_REQUEST_PER_CALL } from '../src/quota/quota.ts';
import { createSecurityLog } from '../src/security-log.ts';
import { createSimulatedDatabase, type SimulatedDatabase } from './database.ts';

/** A job as it waits in the queue. */
type QueuedJob = { name: string; payload: object };

/** One installation with its TikTok, whose time stands still but for `moveTo`. */
export type World = {
  deps: Deps;
  simulator: Simulator;
  database: SimulatedDatabase;
  jobs: QueuedJob[];
  nowMs(): number;
  /** Moves the one clock of database, product and TikTok; what is due at TikTok until then happens. */
  moveTo(atMs: number): Promise<void>;
  close(): Promise<void>;
};

/** A Friday eight days before Europe puts its clocks forward. */
export const START_MS = Date.parse('2026-03-20T06:00:00Z');

export async function createWorld(serverUrl: string): Promise<World> {
  const database = await createSimulatedDatabase(serverUrl);
  const storageDir = await mkdtemp(join(tmpdir(), 'airdate-simulate-'));
  let nowMs = START_MS;
  const simulator = await createSimulator({
    now: START_MS - 1_000,
    seed: [],
    app: { audited: true, activeCreatorCap: 1_000 },
    settings: { checkMedia: false, growthFactor: 0, processingMs: 3_000, moderationMs: 8_000 },
  });
  simulator.clock.freeze();
  await simulator.clock.advance(START_MS - simulator.clock.now());
  await database.setClock(new Date(nowMs));
  const config = readConfig({
    DATABASE_URL: database.url,
    DATA_DIR: storageDir,
    STORAGE_URL: `file:${storageDir}`,
    TIKTOK_CLIENT_KEY: simulator.app.clientKey,
    TIKTOK_CLIENT_SECRET: simulator.app.clientSecret,
    TIKTOK_API_URL: simulator.apiUrl,
    TIKTOK_AUTHORIZE_URL: simulator.authorizeUrl,
    SIMULATOR_URL: simulator.url,
    TIKTOK_APP_AUDITED: 'true',
    TOKEN_ENCRYPTION_KEYS: `simulate:${Buffer.alloc(32, 7).toString('base64')}`,
    SESSION_SECRET: 'x'.repeat(44),
    LOG_LEVEL: 'silent',
  });
  simulator.configureApp({ redirectUris: [redirectUri(config.appUrl)] });
  const log = createLogger(config.logLevel);
  const db = createDb({ url: database.url, poolSize: 6 });
  const clock = { now: () => new Date(nowMs) };
  const jobs: QueuedJob[] = [];
  const deps: Deps = {
    config,
    db,
    log,
    clock,
    jobs: { enqueue: async ({ name }, payload) => void jobs.push({ name, payload }) },
    securityLog: createSecurityLog(log),
    keyring: createKeyring(config.tokenEncryptionKeys),
    storage: createFileMediaStorage(storageDir),
    tiktok: createTikTokClient({
      credentials: config.tiktok,
      apiUrl: simulator.apiUrl,
      authorizeUrl: simulator.authorizeUrl,
      clock: clock.now,
      fetch: simulator.fetch,
      retry: { ...ONE_REQUEST_PER_CALL, random: () => Math.random() },
    }),
  };
  return {
    deps,
    simulator,
    database,
    jobs,
    nowMs: () => nowMs,
    async moveTo(atMs) {
      if (atMs <= nowMs) return;
      await simulator.clock.advance(atMs - nowMs);
      nowMs = atMs;
      await database.setClock(new Date(nowMs));
    },
    async close() {
      await db.$disconnect();
      await simulator.close();
      await database.drop();
      await rm(storageDir, { recursive: true, force: true });
    },
  };
}
