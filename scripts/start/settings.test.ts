import { expect, test } from 'vitest';
import { inCheckout } from '../checkout.ts';
import { readSettings } from './settings.ts';

test('without any configuration the product runs on port 3000 with the embedded database and the simulator', () => {
  expect(readSettings({})).toEqual({
    dataDir: inCheckout('.data'),
    port: 3000,
    appUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    simulated: true,
    preferredPorts: { api: 4000, simulator: 4010 },
    verbose: false,
  });
});

test('a client key asks for the real TikTok', () => {
  expect(readSettings({ TIKTOK_CLIENT_KEY: 'key', TIKTOK_CLIENT_SECRET: 'secret' }).simulated).toBe(false);
});

test.for([
  ['PORT', { PORT: '70000' }],
  ['PORT', { PORT: 'three' }],
  ['APP_URL', { APP_URL: 'airdate.example' }],
  ['APP_URL', { APP_URL: 'https://airdate.example/path' }],
  ['TIKTOK_CLIENT_SECRET', { TIKTOK_CLIENT_KEY: 'key' }],
  ['TIKTOK_CLIENT_KEY', { TIKTOK_API_URL: 'https://open.example' }],
] as const)('a wrong %s is refused by name', ([name, env]) => {
  expect(() => readSettings(env)).toThrow(name);
});
