import { expect, test } from 'vitest';
import { clientAddressReader, networkOf } from './client-address.ts';

const ask = (trustedProxies: string[], peer: string, forwardedFor?: string) =>
  clientAddressReader(trustedProxies)({
    socket: { remoteAddress: peer },
    headers: { 'x-forwarded-for': forwardedFor },
  } as unknown as Parameters<ReturnType<typeof clientAddressReader>>[0]);

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

test.each([
  ['198.51.100.7', '198.51.100.7'],
  ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
  ['2001:0DB8::ffff', '2001:db8:0:0::/64'],
  ['2001:db8:7::', '2001:db8:7:0::/64'],
  ['64:ff9b::198.51.100.7', '64:ff9b:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('the attempts of %s count for %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
