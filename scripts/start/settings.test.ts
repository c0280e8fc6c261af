import { expect, test } from 'vitest';
import { inCheckout } from '../checkout.ts';
import { readSettings } from './settings.ts';

test('without any configuration the product runs on port 3000 with the embedded database and the simulator', () => {
  expect(readSettings({})).toEqual({
    dataDir: inCheckout('.data'),
    host: '127.0.0.1',
    port: 3000,
    appUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    simulated: true,
    apiHost: '127.0.0.1',
    preferredPorts: { api: 4000, simulator: 4010 },
    verbose: false,
  });
});

const REAL = { TIKTOK_CLIENT_KEY: 'key', TIKTOK_CLIENT_SECRET: 'secret' };

test('a client key asks for the real TikTok', () => {
  expect(readSettings(REAL).simulated).toBe(false);
});

test.for([
  ['APP_URL', { APP_URL: 'https://airdate.example' }],
  ['APP_URL', { APP_URL: 'http://192.168.1.7:3000' }],
  ['APP_URL', { APP_URL: 'http://127.0.0.1.example' }],
  ['HOST', { HOST: '0.0.0.0' }],
  ['HOST', { HOST: '::' }],
  ['API_HOST', { API_HOST: '192.168.1.7' }],
] as const)('a demo that others could reach by its %s is refused, %j', ([name, env]) => {
  expect(() => readSettings(env)).toThrow(
    new RegExp(
      `^${name} is .* demo, .* stays on this machine; set TIKTOK_CLIENT_KEY .* leave ${name} out\\.$`,
    ),
  );
  expect(readSettings({ ...env, ...REAL, ALLOW_HTTP: 'true' })).toMatchObject({ simulated: false });
});

test.for([
  { APP_URL: 'http://127.0.0.1:8080' },
  { APP_URL: 'http://localhost' },
  { HOST: '127.0.0.1', API_HOST: '::1' },
  { HOST: 'localhost' },
])('a demo on this machine is fine: %j', (env) => {
  expect(readSettings(env).simulated).toBe(true);
});

test.for(['http://192.168.1.7:3000', 'http://airdate.example', 'http://localhost.example'])(
  'passwords do not travel readable: %s is refused unless that is asked for',
  (APP_URL) => {
    expect(() => readSettings({ ...REAL, APP_URL })).toThrow(
      /^APP_URL is http, .* or set ALLOW_HTTP=true\.$/,
    );
    expect(() => readSettings({ ...REAL, APP_URL, ALLOW_HTTP: 'false' })).toThrow(/^APP_URL is http/);
    expect(readSettings({ ...REAL, APP_URL, ALLOW_HTTP: 'true' }).appUrl).toBe(APP_URL);
  },
);

test.for(['https://airdate.example', 'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000'])(
  '%s is fine with a TikTok app',
  (APP_URL) => {
    expect(readSettings({ ...REAL, APP_URL }).appUrl).toBe(APP_URL);
  },
);

test('sources are never served to other machines', () => {
  expect(() => readSettings({ ...REAL, HOST: '0.0.0.0' }, { development: true })).toThrow(
    /^npm run dev serves .* leave HOST out/,
  );
});

test.for([
  ['PORT', { PORT: '70000' }],
  ['PORT', { PORT: 'three' }],
  ['HOST', { HOST: 'my-machine' }],
  ['API_HOST', { API_HOST: 'my-machine' }],
  ['APP_URL', { APP_URL: 'airdate.example' }],
  ['APP_URL', { APP_URL: 'https://airdate.example/path' }],
  ['TIKTOK_CLIENT_SECRET', { TIKTOK_CLIENT_KEY: 'key' }],
  ['TIKTOK_CLIENT_KEY', { TIKTOK_API_URL: 'https://open.example' }],
] as const)('a wrong %s is refused by name', ([name, env]) => {
  expect(() => readSettings(env)).toThrow(name);
});
