import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

test.each([
  ['a public peer counts itself, whatever it claims', '198.51.100.7', '9.9.9.9', '198.51.100.7'],
  ['behind our proxy the last entry counts', '127.0.0.1', '9.9.9.9, 198.51.100.7', '198.51.100.7'],
  ['the same over an IPv6 socket', '::ffff:127.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['the same in a private network', '10.1.2.3', '2001:db8::1', '2001:db8::1'],
  ['a proxy that says nothing counts itself', '::1', undefined, '::1'],
  ['a proxy that says nonsense counts itself', '127.0.0.1', 'unknown', '127.0.0.1'],
])('%s', (_rule, peer, forwardedFor, expected) => {
  expect(clientAddress(peer, forwardedFor)).toBe(expected);
});
