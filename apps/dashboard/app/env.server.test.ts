import { expect, it } from 'vitest';
import { EnvError, readEnv } from './env.server.ts';

it('has safe defaults', () => {
  expect(readEnv({})).toEqual({
    host: '127.0.0.1',
    port: 3000,
    apiUrl: 'http://127.0.0.1:4000',
    appUrl: 'http://localhost:3000',
    pictureOrigins: [],
  });
});

it('takes addresses without their trailing slash, and empty values as unset', () => {
  const env = readEnv({
    PORT: '8080',
    APP_URL: 'https://airdate.example/',
    SIMULATOR_URL: '',
  });
  expect(env).toMatchObject({
    port: 8080,
    appUrl: 'https://airdate.example',
    pictureOrigins: [],
  });
});

it('names every wrong variable and repeats no value', () => {
  const read = () => readEnv({ PORT: 'abc', HOST: 'secret', API_URL: 'ftp://secret', APP_URL: 'nowhere' });
  expect(read).toThrow(EnvError);
  expect(read).toThrow(/PORT.*HOST.*API_URL.*APP_URL/);
  expect(read).not.toThrow(/secret|nowhere/);
});
