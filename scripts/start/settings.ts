import { resolve } from 'node:path';
import { inCheckout } from '../checkout.ts';
import { StartError } from './start-error.ts';

export interface Settings {
  /** Absolute; holds the embedded database, media, secrets and logs. */
  dataDir: string;
  /** The public port. */
  port: number;
  /** Public origin without a trailing slash. */
  appUrl: string;
  /** The operator's Postgres; undefined asks for the embedded one. */
  databaseUrl: string | undefined;
  /** Whether our simulator stands in for TikTok. */
  simulated: boolean;
  /** Ports for inside use, which give way when they are taken. */
  preferredPorts: { api: number; simulator: number };
  /** Show every line that the processes write. */
  verbose: boolean;
}

/** @throws StartError naming the variable that cannot be used */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = readPort(env, 'PORT', 3000);
  return {
    dataDir: resolve(env.DATA_DIR || inCheckout('.data')),
    port,
    appUrl: readOrigin(env, 'APP_URL', `http://localhost:${port}`),
    databaseUrl: env.DATABASE_URL || undefined,
    simulated: readTikTok(env),
    preferredPorts: {
      api: readPort(env, 'API_PORT', 4000),
      simulator: readPort(env, 'SIMULATOR_PORT', 4010),
    },
    verbose: ['debug', 'trace'].includes(env.LOG_LEVEL ?? ''),
  };
}

function readPort(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const port = Number(env[name] || fallback);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StartError(`${name} must be a whole number from 1 to 65535.`);
}

function readOrigin(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const url = URL.parse(env[name] || fallback);
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search) return url.origin;
  throw new StartError(`${name} must be an origin such as https://airdate.example, without a path.`);
}

function readTikTok(env: NodeJS.ProcessEnv): boolean {
  if (env.TIKTOK_CLIENT_KEY) {
    if (env.TIKTOK_CLIENT_SECRET) return false;
    throw new StartError('TIKTOK_CLIENT_KEY is set, but TIKTOK_CLIENT_SECRET is not.');
  }
  const stray = ['TIKTOK_CLIENT_SECRET', 'TIKTOK_API_URL', 'TIKTOK_AUTHORIZE_URL'].find((name) => env[name]);
  if (stray) throw new StartError(`${stray} is set, but TIKTOK_CLIENT_KEY is not.`);
  return true;
}
