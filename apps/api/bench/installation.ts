import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb } from '@airdate/db';
import { startEmbedded } from '@airdate/db/embedded';
import { migrate } from '@airdate/db/migrate';
import { createTikTokClient, TIKTOK_SCOPES } from '@airdate/tiktok';
import { createSimulator, type Simulator, type SimulatorOptions } from '@airdate/tiktok/simulator';
import { saveGrant } from '../src/accounts/save-grant.ts';
import { startDatabaseClock } from '../src/database-clock.ts';
import type { Deps } from '../src/deps.ts';
import { readConfig } from '../src/env.ts';
import { type Boss, startBoss } from '../src/jobs/boss.ts';
import { createKeyring } from '../src/keyring.ts';
import { createLogger } from '../src/log.ts';
import { createFileMediaStorage } from '../src/media/file-media-storage.ts';
import { ONE_REQUEST_PER_CALL } from '../src/quota/quota.ts';
import { createSecurityLog } from '../src/security-log.ts';
import { allHandlers } from '../src/serve/worker.ts';

export type Installation = {
  deps: Deps & { jobs: Boss };
  simulator: Simulator;
  databaseUrl: string;
  teamId: string;
  close(): Promise<void>;
};

export type InstallationOptions = {
  /** On a Postgres that waits for the disk at each commit, as in production. */
  durable?: boolean;
  /** A migrated database that is there already. */
  databaseUrl?: string;
  simulator?: SimulatorOptions;
};

/** An installation of its own: Postgres, simulator, media store and one team. Leaves nothing behind. */
export async function createInstallation({
  durable = false,
  databaseUrl: present,
  simulator: options,
}: InstallationOptions = {}): Promise<Installation> {
  const storageDir = await mkdtemp(join(tmpdir(), 'airdate-bench-'));
  const { databaseUrl, remove: removeDatabase } = present
    ? { databaseUrl: present, remove: async () => {} }
    : await startDatabase(durable);
  const simulator = await createSimulator({ ...options, app: { audited: true, ...options?.app } });
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    DATA_DIR: storageDir,
    STORAGE_URL: `file:${storageDir}`,
    TIKTOK_CLIENT_KEY: simulator.app.clientKey,
    TIKTOK_CLIENT_SECRET: simulator.app.clientSecret,
    TIKTOK_API_URL: simulator.apiUrl,
    TIKTOK_APP_AUDITED: 'true',
    TOKEN_ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    SESSION_SECRET: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
    // A bench asks more of one key in a second than anybody is given.
    LIMIT_COST_POINTS: '1000000000',
    LIMIT_COST_POINTS_PER_SECOND: '1000000000',
  });
  const log = createLogger(config.logLevel);
  const db = createDb({ url: databaseUrl, poolSize: 20 });
  const jobs = await startBoss({ databaseUrl, jobs: allHandlers.map(({ job }) => job), log });
  const clock = await startDatabaseClock(db, log);
  const { id: teamId } = await db.team.create({ data: { name: 'Bench', slug: 'bench' } });
  return {
    simulator,
    databaseUrl,
    teamId,
    deps: {
      config,
      db,
      jobs,
      log,
      securityLog: createSecurityLog(log),
      clock,
      keyring: createKeyring(config.tokenEncryptionKeys),
      storage: createFileMediaStorage(storageDir),
      tiktok: createTikTokClient({
        credentials: config.tiktok,
        apiUrl: simulator.apiUrl,
        retry: ONE_REQUEST_PER_CALL,
      }),
    },
    async close() {
      await jobs.stop();
      await db.$disconnect();
      await simulator.close();
      await removeDatabase();
      await rm(storageDir, { recursive: true, force: true });
    },
  };
}

async function startDatabase(
  durable: boolean,
): Promise<{ databaseUrl: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'airdate-bench-database-'));
  const server = await startEmbedded(durable ? { dataDir } : { ephemeral: true });
  const databaseUrl = server.url('airdate');
  await migrate(databaseUrl);
  return {
    databaseUrl,
    async remove() {
      await server.stop();
      for (const directory of [dataDir, server.directory]) {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

/** A creator of the simulator, connected to the team. @returns the account's id */
export async function connectCreator(
  { deps, simulator, teamId }: Installation,
  username: string,
): Promise<string> {
  simulator.createCreator({ username });
  return saveAccount(deps, teamId, username, simulator.issueTokens(username, [...TIKTOK_SCOPES]));
}

/** An account of the team with tokens that a simulator gave out. @returns its id */
export async function saveAccount(
  deps: Deps,
  teamId: string,
  username: string,
  tokens: ReturnType<Simulator['issueTokens']>,
): Promise<string> {
  const issuedAt = new Date();
  const token = {
    ...tokens,
    scopes: [...TIKTOK_SCOPES],
    expiresAt: new Date(issuedAt.getTime() + 7_200_000),
    refreshExpiresAt: new Date(issuedAt.getTime() + 180 * 86_400_000),
    logId: null,
  };
  const grantId = await saveGrant(deps, { token, issuedAt, connectingTeamId: teamId });
  const account = await deps.db.account.create({
    data: { teamId, grantId, username, nickname: username, timeZone: 'UTC' },
  });
  return account.id;
}
