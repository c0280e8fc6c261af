import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './env.ts';
import { errorFacts } from './log.ts';

const good = {
  DATABASE_URL: 'postgresql://airdate:hunter2@localhost:5432/airdate',
  TIKTOK_CLIENT_KEY: 'key',
  TIKTOK_CLIENT_SECRET: 'secret',
  TOKEN_ENCRYPTION_KEYS: 'k1:x',
  SESSION_SECRET: 'x'.repeat(32),
  DATA_DIR: '/var/lib/airdate',
};

test('without more, the real TikTok is used, the app counts as unaudited and both roles run', () => {
  const config = readConfig(good);
  expect(config.tiktok).toMatchObject({ apiUrl: 'https://open.tiktokapis.com', audited: false });
  expect([...config.roles]).toEqual(['http', 'worker']);
  expect(config.storageDir).toBe('/var/lib/airdate/media');
});

test('every wrong variable is named at once, and no value is repeated', () => {
  const wrong = { ...good, DATABASE_URL: 'mysql://u:hunter2@x', ROLE: 'boss', SESSION_SECRET: 'tooshort' };
  const error = (() => {
    try {
      return readConfig(wrong);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(ConfigError);
  const { message } = error as ConfigError;
  for (const name of ['DATABASE_URL', 'ROLE', 'SESSION_SECRET']) expect(message).toContain(name);
  for (const value of ['hunter2', 'boss', 'tooshort']) expect(message).not.toContain(value);
});

test('GraphiQL is off, whatever NODE_ENV says, but in the demo and where it is asked for', () => {
  expect(readConfig(good).graphiql).toBe(false);
  expect(readConfig({ ...good, NODE_ENV: 'development' }).graphiql).toBe(false);
  expect(readConfig({ ...good, DEMO: 'true' }).graphiql).toBe(true);
  expect(readConfig({ ...good, GRAPHIQL: 'true' }).graphiql).toBe(true);
});

test.each([
  ['APP_URL', 'https://airdate.example'],
  ['APP_URL', 'http://10.0.0.8:3000'],
  ['API_HOST', '0.0.0.0'],
])('a demo is refused where others could reach it: %s=%s', (name, value) => {
  expect(() => readConfig({ ...good, DEMO: 'true', [name]: value })).toThrow(new RegExp(`${name}: .*demo`));
  expect(readConfig({ ...good, ALLOW_HTTP: 'true', [name]: value }).demo).toBe(false);
});

test.each(['http://10.0.0.8:3000', 'http://airdate.example'])(
  'passwords do not travel readable: %s is refused unless that is asked for',
  (APP_URL) => {
    expect(() => readConfig({ ...good, APP_URL })).toThrow(/APP_URL: over http .* ALLOW_HTTP=true/);
    expect(readConfig({ ...good, APP_URL, ALLOW_HTTP: 'true' }).appUrl).toBe(APP_URL);
    expect(readConfig({ ...good, APP_URL: APP_URL.replace('http', 'https') }).appUrl).toMatch(/^https/);
  },
);

test('proxies are named by address or range, and never everybody', () => {
  expect(readConfig(good).trustedProxies).toEqual([]);
  expect(readConfig({ ...good, TRUSTED_PROXIES: '10.0.0.5, fd00::/8' }).trustedProxies).toEqual([
    '10.0.0.5',
    'fd00::/8',
  ]);
  for (const list of ['everybody', '10.0.0.0/33', '0.0.0.0/0']) {
    expect(() => readConfig({ ...good, TRUSTED_PROXIES: list })).toThrow(/TRUSTED_PROXIES/);
  }
});

test('an empty variable counts as unset', () => {
  expect(readConfig({ ...good, TIKTOK_API_URL: '' }).tiktok.apiUrl).toBe('https://open.tiktokapis.com');
});

test('an error is logged without what a library hung on it', () => {
  const error = Object.assign(new Error('connection lost'), {
    code: 'ECONNRESET',
    client: { password: 'hunter2' },
    config: { headers: { authorization: 'Bearer act.x' } },
  });
  expect(JSON.stringify(errorFacts(new Error('outer', { cause: error })))).not.toMatch(/hunter2|act\.x/);
  expect(errorFacts(error)).toMatchObject({ code: 'ECONNRESET', message: 'connection lost' });
});
