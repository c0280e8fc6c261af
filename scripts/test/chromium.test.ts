import { afterEach, expect, test, vi } from 'vitest';
import { findChromium } from './chromium.ts';

afterEach(() => vi.unstubAllEnvs());

test('CHROMIUM_PATH comes first', async () => {
  vi.stubEnv('CHROMIUM_PATH', process.execPath);
  expect(await findChromium()).toEqual({ found: true, env: { CHROMIUM_PATH: process.execPath } });
});

test('a CHROMIUM_PATH that names no program is said to do so', async () => {
  vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium');
  expect(await findChromium()).toEqual({
    found: false,
    sentence: 'CHROMIUM_PATH names no program: /nowhere/chromium.',
  });
});
