import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { readTarget } from './read-target.ts';

const ORIGIN = 'https://airdate.test';

function requestFor(url: string, host: string | undefined = 'h'): IncomingMessage {
  return { url, headers: { host } } as IncomingMessage;
}

it.each([
  ['/graphql?query=%', '/graphql', '/graphql?query=%'],
  ['/a/../graphql', '/graphql', '/a/../graphql'],
  ['http://elsewhere.test:81/graphql?x=y', '/graphql', '/graphql?x=y'],
])('serves %s below the own origin', (target, path, rewritten) => {
  const request = requestFor(target);
  const url = readTarget(request, ORIGIN);
  expect([url?.origin, url?.pathname, request.url]).toEqual([ORIGIN, path, rewritten]);
});

it.each([
  '',
  '*',
  '//',
  '/\\',
  '///',
  '//h/graphql',
  'http://[',
  'http://a:b/graphql',
  'http://h//',
  'graphql',
  'ftp://h/',
])('cannot read the target %j', (target) => {
  expect(readTarget(requestFor(target), ORIGIN)).toBeNull();
});

it.each(['', 'a b', '[', 'a:b', 'h:99999', '999.999.999.999', 'a/b', 'a@b', 'a?b', '\xff'])(
  'cannot read the host %j',
  (host) => {
    expect(readTarget(requestFor('/', host), ORIGIN)).toBeNull();
  },
);

it.each(['localhost', 'airdate.test:3000', 'under_score:1', '[::1]:3000', '10.0.0.1'])(
  'reads the host %s',
  (host) => {
    expect(readTarget(requestFor('/', host), ORIGIN)?.href).toBe(`${ORIGIN}/`);
  },
);

it('needs no Host, which HTTP/1.0 does not have', () => {
  expect(readTarget({ url: '/', headers: {} } as IncomingMessage, ORIGIN)?.href).toBe(`${ORIGIN}/`);
});
