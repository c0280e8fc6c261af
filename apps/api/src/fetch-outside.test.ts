import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { fetchOutside } from './fetch-outside.ts';

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
