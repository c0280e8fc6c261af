import { compile } from 'proxy-addr';
import { z } from 'zod';
import { type Limits, LimitVariables, limitsOf } from './limits.ts';

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');
const port = z.coerce.number().int().min(0).max(65_535);
const origin = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));

const proxies = z
  .string()
  .default('')
  .transform((value) => value.split(',').flatMap((part) => part.trim() || []))
  .refine((list) => {
    try {
      return Boolean(compile(list));
    } catch {
      return false;
    }
  }, 'Not a list of addresses and CIDR ranges');

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;
const DEMO_ONLY_HERE = 'a demo, whose password everybody knows, is for this machine only';

const READABLE_ON_THE_WAY =
  'over http everybody on the way reads passwords and sessions; use https, or set ALLOW_HTTP=true';

const Environment = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    APP_URL: origin.default('http://localhost:3000'),
    API_HOST: z.string().default('127.0.0.1'),
    API_PORT: port.default(4000),
    ROLE: z
      .string()
      .default('http,worker')
      .transform((value) => value.split(',').map((role) => role.trim()))
      .pipe(z.array(z.enum(['http', 'worker'])).min(1)),
    TIKTOK_CLIENT_KEY: z.string().min(1),
    TIKTOK_CLIENT_SECRET: z.string().min(1),
    TIKTOK_AUTHORIZE_URL: z.url().default('https://www.tiktok.com/v2/auth/authorize/'),
    TIKTOK_API_URL: origin.default('https://open.tiktokapis.com'),
    TIKTOK_APP_AUDITED: flag,
    TOKEN_ENCRYPTION_KEYS: z.string().min(1).optional(),
    SECRETS_FILE: z.string().min(1).optional(),
    SESSION_SECRET: z.string().min(32),
    DATA_DIR: z.string().min(1),
    STORAGE_URL: z.string().startsWith('file:').optional(),
    TRUSTED_PROXIES: proxies,
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    DEMO: flag,
    SIMULATOR_URL: z.url().optional(),
    GRAPHIQL: flag,
    ALLOW_HTTP: flag,
    ALLOW_PRIVATE_WEBHOOKS: flag,
    ALLOW_PRIVATE_DOWNLOADS: flag,
    ...LimitVariables.shape,
  })
  .superRefine(({ DEMO, APP_URL, API_HOST, ALLOW_HTTP, TOKEN_ENCRYPTION_KEYS, SECRETS_FILE }, ctx) => {
    if (!TOKEN_ENCRYPTION_KEYS && !SECRETS_FILE) {
      const message = 'set it, or SECRETS_FILE';
      ctx.addIssue({ code: 'custom', path: ['TOKEN_ENCRYPTION_KEYS'], message });
    }
    if (APP_URL.startsWith('http:') && !LOOPBACK.test(new URL(APP_URL).hostname) && !ALLOW_HTTP)
      ctx.addIssue({ code: 'custom', path: ['APP_URL'], message: READABLE_ON_THE_WAY });
    if (!DEMO) return;
    const hosts = { APP_URL: new URL(APP_URL).hostname, API_HOST };
    for (const [name, host] of Object.entries(hosts)) {
      if (!LOOPBACK.test(host)) ctx.addIssue({ code: 'custom', path: [name], message: DEMO_ONLY_HERE });
    }
  });

/** Names of all that {@link readConfig} looks at. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(Environment.shape);

export type Config = {
  databaseUrl: string;
  appUrl: string;
  apiHost: string;
  apiPort: number;
  roles: ReadonlySet<'http' | 'worker'>;
  tiktok: {
    clientKey: string;
    clientSecret: string;
    authorizeUrl: string;
    apiUrl: string;
    audited: boolean;
  };
  /** Empty when they are in {@link Config.secretsFile}. */
  tokenEncryptionKeys: string;
  /** The file that holds the keys; null when they came with the environment, which goes first. */
  secretsFile: string | null;
  sessionSecret: string;
  /** Directory of uploaded media. */
  storageDir: string;
  /** Addresses and CIDR ranges whose X-Forwarded-For is believed, beside this machine's own. */
  trustedProxies: string[];
  logLevel: string;
  demo: boolean;
  simulatorUrl: string | null;
  /** GraphiQL at /graphql, and introspection: in the demo, in development and where it is asked for. */
  graphiql: boolean;
  /** Whether webhooks may go to http and to addresses of the private network, for development. */
  allowPrivateWebhooks: boolean;
  /** Whether videos may be downloaded over http and from addresses of the private network, for development. */
  allowPrivateDownloads: boolean;
  limits: Limits;
};

/** Thrown when the environment is unusable; the message names every wrong variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the configuration. Values are never repeated in the message, because some are secrets.
 *
 * @throws ConfigError naming each wrong or missing variable
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The environment is not usable. ${problems.join('; ')}.`);
  }
  const e = parsed.data;
  return {
    databaseUrl: e.DATABASE_URL,
    appUrl: e.APP_URL,
    apiHost: e.API_HOST,
    apiPort: e.API_PORT,
    roles: new Set(e.ROLE),
    tiktok: {
      clientKey: e.TIKTOK_CLIENT_KEY,
      clientSecret: e.TIKTOK_CLIENT_SECRET,
      authorizeUrl: e.TIKTOK_AUTHORIZE_URL,
      apiUrl: e.TIKTOK_API_URL,
      audited: e.TIKTOK_APP_AUDITED,
    },
    tokenEncryptionKeys: e.TOKEN_ENCRYPTION_KEYS ?? '',
    secretsFile: e.TOKEN_ENCRYPTION_KEYS ? null : (e.SECRETS_FILE ?? null),
    sessionSecret: e.SESSION_SECRET,
    storageDir: e.STORAGE_URL ? e.STORAGE_URL.slice('file:'.length) : `${e.DATA_DIR}/media`,
    trustedProxies: e.TRUSTED_PROXIES,
    logLevel: e.LOG_LEVEL,
    demo: e.DEMO,
    simulatorUrl: e.SIMULATOR_URL ?? null,
    graphiql: e.DEMO || e.GRAPHIQL,
    allowPrivateWebhooks: e.ALLOW_PRIVATE_WEBHOOKS,
    allowPrivateDownloads: e.ALLOW_PRIVATE_DOWNLOADS,
    limits: limitsOf(e),
  };
}
