import { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { commonHeaders, contentSecurityPolicy } from './security-headers.ts';

const policy = (development: boolean) =>
  contentSecurityPolicy({
    nonce: 'N0NCE',
    host: 'airdate.test',
    pictureOrigins: ['http://localhost:4010'],
    development,
  });

it('lets only scripts of this response and this origin run', () => {
  expect(policy(false)).toContain("script-src 'self' 'nonce-N0NCE';");
  expect(policy(false)).not.toContain('unsafe-eval');
  expect(policy(false)).toContain("frame-ancestors 'none'");
});

it('allows the live socket of the same host and the simulator’s avatars', () => {
  expect(policy(false)).toContain("connect-src 'self' ws://airdate.test wss://airdate.test;");
  expect(policy(false)).toContain("img-src 'self' https: data: blob: http://localhost:4010;");
});

it.each([
  ['https://airdate.example', 'max-age=31536000'],
  ['http://localhost:3000', undefined],
])('tells browsers at %s to stay with https: %s', (appUrl, expected) => {
  const response = new ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 } as never);
  commonHeaders(appUrl)(response);
  expect(response.getHeader('strict-transport-security')).toBe(expected);
});
