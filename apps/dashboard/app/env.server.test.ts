import { expect, it } from 'vitest';
import { EnvError, readEnv } from './env.server.ts';

it('has safe defaults', () => {
  expect(readEnv({})).toEqual({
    host: '127.0.0.1',
    port: 3000,
    apiUrl: 'http://127.0.0.1:4000',
    appUrl: 'http://localhost:3000',
    pictureOrigins: [],
    trustedProxies: [],
  });
});

it('takes addresses without their trailing slash, and empty values as unset', () => {
  const env = readEnv({
    TRUSTED_PROXIES: '10.0.0.5, fd00::/8,',
    PORT: '8080',
    APP_URL: 'https://airdate.example/',
    SIMULATOR_URL: '',
  });
  expect(env).toMatchObject({
    port: 8080,
    appUrl: 'https://airdate.example',
    pictureOrigins: [],
    trustedProxies: ['10.0.0.5', 'fd00::/8'],
  });
});

it('names every wrong variable and repeats no value', () => {
  const read = () => readEnv({ PORT: 'abc', HOST: 'secret', API_URL: 'ftp://secret', APP_URL: 'nowhere' });
  expect(read).toThrow(EnvError);
  expect(read).toThrow(/PORT.*HOST.*API_URL.*APP_URL/);
  expect(read).not.toThrow(/secret|nowhere/);
});

it.each(['everybody', '10.0.0.0/33', '0.0.0.0/0', '10.0.0.5 10.0.0.6'])(
  'takes no proxies called %s',
  (list) => {
    expect(() => readEnv({ TRUSTED_PROXIES: list })).toThrow(/TRUSTED_PROXIES/);
  },
);
