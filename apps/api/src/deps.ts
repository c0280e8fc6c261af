import { type Db, dbOfTeam } from '@airdate/db';
import type { TikTokClient } from '@airdate/tiktok';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Config } from './env.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import type { Keyring } from './keyring.ts';
import type { MediaStorage } from './media/media-storage.ts';
import type { SecurityLog } from './security-log.ts';

/** Everything from outside that domain code may use. Built once per process, passed down. */
export type Deps = {
  config: Config;
  db: Db;
  jobs: JobQueue;
  tiktok: TikTokClient;
  storage: MediaStorage;
  keyring: Keyring;
  clock: Clock;
  log: Logger;
  securityLog: SecurityLog;
};

/** What is used on behalf of a team: its database shows the rows of that team only. */
export type TeamDeps = Deps & {
  /** Without the wall between teams: for sign-in, for a creator's tokens and quota, which teams share, and the like. */
  acrossTeams: Deps;
};

/** @param teamId null when nobody is signed in: then the database shows no rows */
export function depsOfTeam(deps: Deps, teamId: string | null): TeamDeps {
  return { ...deps, db: dbOfTeam(deps.db, teamId), acrossTeams: deps };
}
