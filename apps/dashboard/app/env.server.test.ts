import { expect, it } from 'vitest';
import { EnvError, readEnv } from './env.server.ts';

it('has safe defaults', () => {
  expect(readEnv({})).toEqual({
    port: 3000,
    apiUrl: 'http://127.0.0.1:4000',
    appUrl: 'http://localhost:3000',
    pictureOrigins: [],
    production: false,
  });
});

it('takes addresses without their trailing slash, and empty values as unset', () => {
  const env = readEnv({
    PORT: '8080',
    APP_URL: 'https://airdate.example/',
    SIMULATOR_URL: '',
    NODE_ENV: 'production',
  });
  expect(env).toMatchObject({
    port: 8080,
    appUrl: 'https://airdate.example',
    pictureOrigins: [],
    production: true,
  });
});

it('names every wrong variable and repeats no value', () => {
  const read = () => readEnv({ PORT: 'abc', API_URL: 'ftp://secret', APP_URL: 'nowhere' });
  expect(read).toThrow(EnvError);
  expect(read).toThrow(/API_URL.*APP_URL|PORT.*API_URL/);
  expect(read).not.toThrow(/secret|nowhere/);
});
