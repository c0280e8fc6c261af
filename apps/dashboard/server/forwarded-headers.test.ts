import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { forwardedSettler } from './forwarded-headers.ts';

const spoofed = {
  host: 'airdate.test',
  forwarded: 'for=1.2.3.4',
  'x-forwarded-for': '1.2.3.4',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil.test',
  'x-forwarded-port': '1',
};

/** What a request from 127.0.0.1 says of itself behind the settler. */
async function settled(trustedProxies: string[], headers: Record<string, string>) {
  const settle = forwardedSettler(trustedProxies);
  const server = createServer((req, res) => {
    settle(req);
    res.end(JSON.stringify(req.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, headers, agent: false }, resolve).once('error', reject);
    });
    return await json(response);
  } finally {
    server.close();
  }
}

describe('who asked', () => {
  it.each([[[]], [['10.0.0.0/8', '192.168.1.1', 'fd00::/8']]])(
    'is the peer itself, whatever it says, unless it is configured: %j',
    async (trustedProxies) => {
      const headers = await settled(trustedProxies, spoofed);
      expect(headers).toMatchObject({
        host: 'airdate.test',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': 'airdate.test',
      });
      expect(headers).not.toHaveProperty('forwarded');
      expect(headers).not.toHaveProperty('x-forwarded-port');
    },
  );

  it.each(['127.0.0.1', '127.0.0.0/8', '::ffff:127.0.0.1', 'loopback'])(
    'is what the configured proxy %s says',
    async (proxy) => {
      expect(await settled([proxy], { ...spoofed, 'x-forwarded-host': 'airdate.test' })).toMatchObject({
        'x-forwarded-for': '1.2.3.4',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'airdate.test',
      });
    },
  );

  it('is the last address before the proxies, because earlier ones may be made up', async () => {
    const headers = { 'x-forwarded-for': '6.6.6.6, 198.51.100.4, 10.0.0.1' };
    expect(await settled(['127.0.0.1', '10.0.0.1'], headers)).toMatchObject({
      'x-forwarded-for': '198.51.100.4',
    });
  });

  it('falls back to the proxy when it names no address', async () => {
    expect(await settled(['loopback'], { 'x-forwarded-for': 'unknown' })).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
    });
  });
});
