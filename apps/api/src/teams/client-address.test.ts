import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddressReader } from './client-address.ts';

const ask = (trustedProxies: string[], peer: string, forwardedFor?: string) =>
  clientAddressReader(trustedProxies)({
    socket: { remoteAddress: peer },
    headers: { 'x-forwarded-for': forwardedFor },
  } as unknown as IncomingMessage);

test.each([
  ['a public peer counts itself, whatever it claims', '198.51.100.7', '9.9.9.9', '198.51.100.7'],
  ['and so does one in a private network that nobody configured', '10.1.2.3', '9.9.9.9', '10.1.2.3'],
  ['behind the dashboard the last entry counts', '127.0.0.1', '9.9.9.9, 198.51.100.7', '198.51.100.7'],
  ['the same over an IPv6 socket', '::ffff:127.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['an IPv4 address in IPv6 is the same address', '127.0.0.1', '::ffff:198.51.100.7', '198.51.100.7'],
  ['a proxy that says nothing counts itself', '::1', undefined, '::1'],
  ['a proxy that says nonsense counts itself', '127.0.0.1', 'unknown', '127.0.0.1'],
])('%s', (_rule, peer, forwardedFor, expected) => {
  expect(ask([], peer, forwardedFor)).toBe(expected);
});

test.each([
  ['a configured proxy is believed', '10.0.0.9', '2001:db8::1', '2001:db8::1'],
  ['through all that are configured', '127.0.0.1', '9.9.9.9, 198.51.100.7, 10.0.0.9', '198.51.100.7'],
  ['and none beside them', '10.0.1.9', '198.51.100.7', '10.0.1.9'],
])('%s', (_rule, peer, forwardedFor, expected) => {
  expect(ask(['10.0.0.0/24'], peer, forwardedFor)).toBe(expected);
});
