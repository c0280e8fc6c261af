import type { Db } from '@airdate/db';
import type { TikTokClient } from '@airdate/tiktok';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Config } from './env.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import type { Keyring } from './keyring.ts';
import type { MediaStorage } from './media/media-storage.ts';

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
};
