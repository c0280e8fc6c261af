import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { requestAdmitter } from './admit-request.ts';

const admitRequest = requestAdmitter(['127.0.0.1']);

function requestFor(url: string, headers: Record<string, string> = { host: 'h' }, method = 'GET') {
  return { url, method, headers, socket: { remoteAddress: '127.0.0.1' } } as unknown as IncomingMessage;
}

it.each([
  ['/library?show=x', '/library', '/library?show=x'],
  ['http://elsewhere.test/library?show=x', '/library', '/library?show=x'],
])('admits %s', (target, path, rewritten) => {
  const request = requestFor(target);
  expect([admitRequest(request), request.url]).toEqual([{ path }, rewritten]);
});

it.each(['', '*', '//', '/\\', '//h/graphql', 'http://[', 'http://a:b/graphql', 'http://h//', 'library'])(
  'refuses the target %j',
  (target) => {
    expect(admitRequest(requestFor(target))).toEqual({ refused: 400 });
  },
);

it.each(['', 'a b', '[', 'a:b', 'h:99999', '999.999.999.999', 'a/b', '\xff'])(
  'refuses the host %j, wherever it is named',
  (host) => {
    expect(admitRequest(requestFor('/', { host }))).toEqual({ refused: 400 });
    if (host)
      expect(admitRequest(requestFor('/', { host: 'h', 'x-forwarded-host': host }))).toEqual({
        refused: 400,
      });
  },
);

it('refuses a path of more than 20 parts', () => {
  const path = (parts: number) => '/a'.repeat(parts);
  expect(admitRequest(requestFor(path(20)))).toEqual({ path: path(20) });
  for (const parts of [21, 7_000]) expect(admitRequest(requestFor(path(parts)))).toEqual({ refused: 414 });
});

it('settles who asks before anything reads it', () => {
  const request = requestFor('/', { host: 'h', 'x-forwarded-proto': 'a b' });
  admitRequest(request);
  expect(request.headers).toMatchObject({ 'x-forwarded-host': 'h', 'x-forwarded-proto': 'http' });
});

it('refuses what no page can answer', () => {
  expect(admitRequest(requestFor('/', { host: 'h' }, 'TRACE'))).toEqual({ refused: 405 });
});
