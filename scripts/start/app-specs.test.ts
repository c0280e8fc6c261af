import { afterEach, expect, test, vi } from 'vitest';
import { describeApps } from './app-specs.ts';
import { readSettings } from './settings.ts';

const secrets = {
  SESSION_SECRET: 'the session secret',
  SIMULATOR_CLIENT_KEY: 'the client key',
  SIMULATOR_CLIENT_SECRET: 'the client secret',
};

afterEach(() => vi.unstubAllEnvs());

test('no secret is an argument, for every user of the machine can read those', () => {
  const apps = describeApps({
    settings: readSettings({}),
    secrets,
    keySource: { TOKEN_ENCRYPTION_KEYS: 'the encryption keys' },
    databaseUrl: 'postgresql://airdate:the-password@127.0.0.1/airdate',
    ports: { api: 4000, simulator: 4010 },
    development: false,
  });
  const commandLines = Object.values(apps).map(({ script, args = [] }) => [script, ...args].join(' '));
  expect(commandLines).toHaveLength(3);
  for (const secret of [...Object.values(secrets), 'the encryption keys', 'the-password'])
    for (const commandLine of commandLines) expect(commandLine).not.toContain(secret);
  expect(apps.simulator?.env).toMatchObject({
    TIKTOK_CLIENT_KEY: secrets.SIMULATOR_CLIENT_KEY,
    TIKTOK_CLIENT_SECRET: secrets.SIMULATOR_CLIENT_SECRET,
  });
});

const OPERATORS = {
  DATABASE_URL: 'postgresql://airdate:the-operators-password@db.example/airdate',
  PGPASSWORD: 'another password',
  SESSION_SECRET: 'the operator’s session secret',
  TOKEN_ENCRYPTION_KEYS: 'the operator’s encryption keys',
  TIKTOK_CLIENT_KEY: 'the real client key',
  TIKTOK_CLIENT_SECRET: 'the real client secret',
  HTTPS_PROXY: 'http://user:the-proxys-password@proxy.example',
};
const STRANGE = { AWS_SECRET_ACCESS_KEY: 'of something else', NODE_AUTH_TOKEN: 'of a registry' };
const HARMLESS = {
  TRUSTED_PROXIES: '127.0.0.1',
  NODE_OPTIONS: '--max-old-space-size=512',
  TZ: 'Europe/Oslo',
};

test('each process is told what it needs of the environment, and nothing else', () => {
  for (const [name, value] of Object.entries({ ...OPERATORS, ...STRANGE, ...HARMLESS }))
    vi.stubEnv(name, value);
  vi.stubEnv('LIMIT_BODY_BYTES', '1000');
  const real = describeApps({
    settings: readSettings(process.env),
    secrets: { ...secrets, SESSION_SECRET: OPERATORS.SESSION_SECRET },
    keySource: { TOKEN_ENCRYPTION_KEYS: OPERATORS.TOKEN_ENCRYPTION_KEYS },
    databaseUrl: OPERATORS.DATABASE_URL,
    ports: { api: 4000, simulator: 4010 },
    development: false,
  });
  expect(real.simulator).toBeUndefined();
  expect(real.api.env).toMatchObject({ ...OPERATORS, ...HARMLESS, LIMIT_BODY_BYTES: '1000', DEMO: 'false' });
  expect(real.dashboard.env).toMatchObject({ ...HARMLESS, API_URL: 'http://127.0.0.1:4000' });
  for (const value of Object.values(OPERATORS))
    expect(Object.values(real.dashboard.env)).not.toContain(value);
  for (const { env } of Object.values(real))
    for (const value of Object.values(STRANGE)) expect(Object.values(env)).not.toContain(value);
});
