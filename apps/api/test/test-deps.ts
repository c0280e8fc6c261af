import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db, Role } from '@airdate/db';
import { createTestDatabase } from '@airdate/db/testing';
import { createTikTokClient } from '@airdate/tiktok';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { actInTeam, type TeamContext } from '../src/context.ts';
import type { Deps } from '../src/deps.ts';
import { readConfig } from '../src/env.ts';
import { type Boss, startBoss } from '../src/jobs/boss.ts';
import type { JobDefinition } from '../src/jobs/define-job.ts';
import { createKeyring } from '../src/keyring.ts';
import { createFileMediaStorage } from '../src/media/file-media-storage.ts';
import { ONE_REQUEST_PER_CALL } from '../src/quota/quota.ts';
import { createSecurityLog } from '../src/security-log.ts';

export type TestClock = {
  now(): Date;
  movedMs(): number;
  set(at: Date | string): void;
  advance(ms: number): void;
};

export type TestDeps = Deps & { clock: TestClock; jobs: Boss; databaseUrl: string };

/** Stands still until it is moved. */
export function createTestClock(start: Date = new Date()): TestClock {
  let at = start;
  return {
    now: () => new Date(at),
    movedMs: () => at.getTime() - Date.now(),
    set: (next) => {
      at = new Date(next);
    },
    advance: (ms) => {
      at = new Date(at.getTime() + ms);
    },
  };
}

/** Runs as time does, from wherever it is moved to. */
export function createRunningTestClock(): TestClock {
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  return {
    now,
    movedMs: () => offsetMs,
    set: (next) => {
      offsetMs = new Date(next).getTime() - Date.now();
    },
    advance: (ms) => {
      offsetMs += ms;
    },
  };
}

/**
 * Everything a verb needs, for one test file: a database, a job queue and a media store of its own, gone after the last
 * test. TikTok is unreachable unless `tiktokUrl` says where it is.
 */
export async function createTestDeps(options: {
  jobs: JobDefinition[];
  tiktokUrl?: string;
  clock?: TestClock;
}): Promise<TestDeps> {
  const { db, url } = await createTestDatabase();
  const storageDir = await mkdtemp(join(tmpdir(), 'airdate-test-'));
  const config = readConfig({
    DATABASE_URL: url,
    DATA_DIR: storageDir,
    STORAGE_URL: `file:${storageDir}`,
    TIKTOK_CLIENT_KEY: 'test-client-key',
    TIKTOK_CLIENT_SECRET: 'test-client-secret',
    TIKTOK_API_URL: options.tiktokUrl ?? 'http://127.0.0.1:9',
    TOKEN_ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    SESSION_SECRET: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
  });
  const log = pino({ level: 'silent' });
  const jobs = await startBoss({ databaseUrl: url, jobs: options.jobs, log });
  const { clock = createTestClock() } = options;
  afterAll(async () => {
    await jobs.stop();
    await rm(storageDir, { recursive: true, force: true });
  });
  return {
    config,
    db,
    jobs,
    tiktok: createTikTokClient({
      credentials: config.tiktok,
      apiUrl: config.tiktok.apiUrl,
      retry: ONE_REQUEST_PER_CALL,
      clock: () => clock.now(),
    }),
    storage: createFileMediaStorage(storageDir),
    keyring: createKeyring(config.tokenEncryptionKeys),
    clock,
    log,
    securityLog: createSecurityLog(log),
    databaseUrl: url,
  };
}

/** A new team without members, and the context of somebody with this role in it. */
export async function createTestTeam(deps: Deps, role: Role = 'EDITOR'): Promise<TeamContext> {
  const slug = `team-${randomUUID()}`;
  const team = await deps.db.team.create({ data: { name: slug, slug } });
  return actInTeam(deps, { actor: { kind: 'apiKey', id: randomUUID() }, teamId: team.id, role });
}

/** A connected TikTok creator in the team. Pass the grant of another account to connect the same creator. */
export async function createTestAccount(
  db: Db,
  teamId: string,
  { grantId, timeZone = 'UTC' }: { grantId?: string; timeZone?: string } = {},
) {
  const farAway = new Date('2099-01-01T00:00:00Z');
  grantId ??= (
    await db.grant.create({
      data: {
        clientKey: 'test-client-key',
        openId: randomUUID(),
        scopes: ['user.info.basic', 'video.publish', 'video.upload'],
        sealedAccessToken: 'sealed',
        sealedRefreshToken: 'sealed',
        accessTokenIssuedAt: new Date(),
        accessTokenExpiresAt: farAway,
        refreshTokenExpiresAt: farAway,
      },
    })
  ).id;
  return db.account.create({
    data: { teamId, grantId, nickname: 'Harbour Radio', timeZone, schedule: { create: {} } },
    include: { schedule: true },
  });
}
