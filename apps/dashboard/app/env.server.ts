import { isIP } from 'node:net';
import { compile } from 'proxy-addr';

/** Configuration of the dashboard's server; this file alone reads the environment. */
export type Env = {
  /** Address to listen on. */
  host: string;
  /** Port of the public origin; 0 takes a free one. */
  port: number;
  /** Where the API listens, without a trailing slash. */
  apiUrl: string;
  /** Public origin that people and TikTok use, without a trailing slash. */
  appUrl: string;
  /** Where creators' pictures come from when it is neither this origin nor https: the simulator, or another TikTok. */
  pictureOrigins: string[];
  /** Addresses and CIDR ranges of the reverse proxies whose X-Forwarded-* headers are believed. */
  trustedProxies: string[];
};

/** The environment cannot be used; the message names every wrong variable. */
export class EnvError extends Error {
  override name = 'EnvError';
}

/**
 * @param source variables by name; an empty value counts as unset
 * @throws EnvError naming each wrong variable
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const problems: string[] = [];
  const origin = (name: string, fallback: string | null) => {
    const value = source[name] || fallback;
    if (value === null) return null;
    if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '');
    problems.push(`${name} is not an http or https address`);
    return value;
  };
  const port = Number(source.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push('PORT is not a whole number from 0 to 65535');
  }
  const host = source.HOST || '127.0.0.1';
  // Some shells keep the machine's name in HOST; listening on whatever it resolves to would open what should be closed.
  if (isIP(host) === 0 && host !== 'localhost')
    problems.push('HOST is not an IP address to listen on, such as 127.0.0.1 or 0.0.0.0');
  const trustedProxies = (source.TRUSTED_PROXIES ?? '').split(',').flatMap((part) => part.trim() || []);
  try {
    compile(trustedProxies);
  } catch {
    problems.push('TRUSTED_PROXIES is not a list of addresses and CIDR ranges');
  }
  const env: Env = {
    host,
    port,
    apiUrl: origin('API_URL', 'http://127.0.0.1:4000') as string,
    appUrl: origin('APP_URL', `http://localhost:${port}`) as string,
    pictureOrigins: [origin('SIMULATOR_URL', null), origin('TIKTOK_API_URL', null)].filter(
      (url) => url !== null,
    ),
    trustedProxies,
  };
  if (problems.length > 0) throw new EnvError(`The environment is not usable: ${problems.join('; ')}.`);
  return env;
}
