import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { inCheckout } from '../checkout.ts';
import { StartError } from './start-error.ts';

export type Settings = {
  /** Absolute; holds the embedded database, media, secrets and logs. */
  dataDir: string;
  /** Address on which the dashboard listens; the API and everything else have no other visitors. */
  host: string;
  /** The public port. */
  port: number;
  /** Public origin without a trailing slash. */
  appUrl: string;
  /** The operator's Postgres; undefined asks for the embedded one. */
  databaseUrl: string | undefined;
  /** Whether our simulator stands in for TikTok. */
  simulated: boolean;
  /** Address on which the API listens. */
  apiHost: string;
  /** Ports for inside use, which give way when they are taken. */
  preferredPorts: { api: number; simulator: number };
  /** Show every line that the processes write. */
  verbose: boolean;
};

/**
 * @throws StartError naming the variable that cannot be used, also when it would let other machines reach what is for
 * this one only: the demo, whose password is printed, and sources; or would let secrets be read on their way
 */
export function readSettings(env: NodeJS.ProcessEnv, { development = false } = {}): Settings {
  const settings = read(env);
  const { simulated, appUrl, host, apiHost } = settings;
  if (simulated) {
    const hosts = { APP_URL: new URL(appUrl).hostname, HOST: host, API_HOST: apiHost };
    const open = Object.entries(hosts).find(([, name]) => !isLoopback(name));
    if (open) throw new StartError(openDemo(open[0]));
  }
  const { protocol, hostname } = new URL(appUrl);
  if (protocol === 'http:' && !isLoopback(hostname) && env.ALLOW_HTTP !== 'true') {
    throw new StartError(
      'APP_URL is http, so everybody on the way reads passwords and sessions; use https, or set ALLOW_HTTP=true.',
    );
  }
  if (development && !isLoopback(host)) {
    throw new StartError(
      'npm run dev serves its sources, so it listens on this machine only; leave HOST out.',
    );
  }
  return settings;
}

function openDemo(name: string): string {
  const reason = 'without TIKTOK_CLIENT_KEY this is a demo, whose password everybody knows';
  const remedy = `set TIKTOK_CLIENT_KEY and TIKTOK_CLIENT_SECRET, or leave ${name} out`;
  return `${name} is not an address of this machine alone, but ${reason}, so it stays on this machine; ${remedy}.`;
}

function read(env: NodeJS.ProcessEnv): Settings {
  const port = readPort(env, 'PORT', 3000);
  return {
    dataDir: resolve(env.DATA_DIR || inCheckout('.data')),
    host: readHost(env, 'HOST'),
    port,
    appUrl: readOrigin(env, 'APP_URL', `http://localhost:${port}`),
    databaseUrl: env.DATABASE_URL || undefined,
    simulated: readTikTok(env),
    apiHost: readHost(env, 'API_HOST'),
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

/** Some shells keep the machine's name in HOST, so a name is refused rather than looked up. */
function readHost(env: NodeJS.ProcessEnv, name: string): string {
  const host = env[name] || '127.0.0.1';
  if (isIP(host) > 0 || host === 'localhost') return host;
  throw new StartError(`${name} must be an IP address to listen on, such as 127.0.0.1 or 0.0.0.0.`);
}

const isLoopback = (host: string) =>
  ['localhost', '::1', '[::1]'].includes(host) || (isIP(host) === 4 && host.startsWith('127.'));

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
