import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { fetchOutside, isPublicAddress, mayBeOutside } from './fetch-outside.ts';

const KILOBYTE = 1_000;

async function serve(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Nobody may ever get here. */
let reached = 0;
const secret = await serve((_req, res) => {
  reached++;
  res.end('secret');
});
const { port } = new URL(secret);

const friend = await serve((req, res) => {
  const url = new URL(req.url ?? '/', 'http://friend');
  const bytes = Number(url.searchParams.get('bytes') ?? 2);
  switch (url.pathname) {
    case '/redirect':
      return res.writeHead(302, { location: url.searchParams.get('to') ?? '' }).end();
    case '/chunked':
      for (let sent = 0; sent < bytes; sent += 100) res.write(Buffer.alloc(Math.min(100, bytes - sent)));
      return res.end();
    case '/silent':
      return;
    case '/stalls':
      return res.write('half');
    default:
      return res.writeHead(200, { 'content-type': 'Image/PNG; x=1' }).end(Buffer.alloc(bytes));
  }
});

const bounds = { trustedOrigins: [friend], maxBytes: KILOBYTE, timeoutMs: 5_000 };
const redirectTo = (to: string) => `${friend}/redirect?to=${encodeURIComponent(to)}`;

test('a configured origin is read, its type without parameters', async () => {
  expect(await fetchOutside(`${friend}/`, bounds)).toEqual({
    status: 200,
    contentType: 'image/png',
    retryAfter: null,
    bytes: Buffer.alloc(2),
  });
});

describe('an address that is not public is not connected to', () => {
  const hosts = ['127.0.0.1', 'localhost', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'];
  const addresses = [
    secret,
    `ftp://127.0.0.1:${port}/`,
    'file:///etc/passwd',
    'data:text/plain,x',
    'http://',
    `https://user:password@localhost:${port}/`,
    ...hosts.map((host) => `https://${host}:${port}/`),
    'https://10.0.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
  ];

  test.each(addresses)('%s', async (address) => {
    await expect(fetchOutside(address, bounds)).rejects.toMatchObject({ code: 'address_not_allowed' });
    // Neither does a friend's redirect lead there.
    await expect(fetchOutside(redirectTo(address), bounds)).rejects.toMatchObject({
      code: 'address_not_allowed',
    });
    expect(reached).toBe(0);
  });
});

test('three redirects are followed, a fourth is not', async () => {
  const chain = (length: number): string => (length === 0 ? `${friend}/` : redirectTo(chain(length - 1)));
  expect(await fetchOutside(chain(3), bounds)).toMatchObject({ status: 200 });
  await expect(fetchOutside(chain(4), bounds)).rejects.toMatchObject({ code: 'too_many_redirects' });
});

test.each(['', 'chunked'])('as many bytes as allowed are read, and not one more (%s)', async (path) => {
  expect((await fetchOutside(`${friend}/${path}?bytes=${KILOBYTE}`, bounds)).bytes).toHaveLength(KILOBYTE);
  await expect(fetchOutside(`${friend}/${path}?bytes=${KILOBYTE + 1}`, bounds)).rejects.toMatchObject({
    code: 'too_large',
  });
});

test.each(['silent', 'stalls'])('a server that %s is given up', async (path) => {
  const hasty = { ...bounds, timeoutMs: 100 };
  await expect(fetchOutside(`${friend}/${path}`, hasty)).rejects.toMatchObject({ code: 'timed_out' });
});

test('an error names no part of the address', async () => {
  const signed = 'https://localhost/picture?signature=very-secret';
  await expect(fetchOutside(signed, bounds)).rejects.toSatisfy(
    (error) => error instanceof Error && !/secret|localhost/.test(error.message),
  );
});

/** The first and the last address of what is not public, each with its neighbour outside. */
const EDGES: [outside: string, first: string, last: string, beyond: string][] = [
  ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
  ['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
  ['126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
  ['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
  ['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
  ['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
  ['198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0'],
  ['223.255.255.255', '224.0.0.0', '255.255.255.255', '1.1.1.1'],
  ['1.0.0.0', '0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['fbff:ffff::1', 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2606:4700::1'],
  ['2606:4700::1', 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2a00::1'],
  ['2a00::1', 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2606:4700::1'],
  ['2001:200::', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:200::'],
  ['2a00::1', '::', '::1', '2a00::1'],
];

test.each([
  ...EDGES,
  // The same as IPv4 addresses in IPv6's notation.
  ...EDGES.filter(([first]) => !first.includes(':')).map(
    (edge) => edge.map((address) => `::ffff:${address}`) as typeof edge,
  ),
])('%s is public, %s to %s is not, %s is', (outside, first, last, beyond) => {
  expect([outside, first, last, beyond].map(isPublicAddress)).toEqual([true, false, false, true]);
});

test.each([
  ['https://hooks.example.com/a?b', true],
  ['https://93.184.216.34:8443/', true],
  ['https://[2606:4700::1]/', true],
  ['http://hooks.example.com/', false],
  ['ftp://hooks.example.com/', false],
  ['https://user@hooks.example.com/', false],
  ['https://localhost/', false],
  ['https://a.localhost./', false],
  ['https://127.1/', false],
  ['https://2130706433/', false],
  ['https://[::ffff:7f00:1]/', false],
  ['https://[fd00::1]/', false],
  ['nonsense', false],
  ['', false],
])('%s could be outside: %s', (address, expected) => {
  expect(mayBeOutside(address)).toBe(expected);
});
