import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createApiProxy, isApiPath } from './api-proxy.ts';

const servers: Server[] = [];

async function listen(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function proxyTo(apiUrl: string) {
  const proxy = createApiProxy(apiUrl);
  const front = await listen((req, res) => {
    void proxy(req, res, () => {
      res.statusCode = 418;
      res.end('page');
    });
  });
  front.server.on('upgrade', (req, socket, head) => proxy.upgrade(req, socket as Socket, head));
  return front.url;
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('the way to the API', () => {
  it.each([
    ['/graphql', true],
    ['/graphql/stream', true],
    ['/mcp', true],
    ['/uploads/abc', true],
    ['/media/abc?signature=x', true],
    ['/auth/sign-in/email', true],
    ['/graphqlx', false],
    ['/library', false],
    ['/', false],
  ])('%s belongs to the API: %s', (path, expected) => {
    expect(isApiPath(new URL(path, 'http://h').pathname)).toBe(expected);
  });

  it('keeps path, method, headers and every byte', async () => {
    const body = Buffer.from([0, 255, 13, 10, 0, 128]);
    let seen: { url?: string; method?: string; header?: unknown; bytes?: Buffer } = {};
    const api = await listen((req, res) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of req) chunks.push(chunk as Buffer);
        seen = {
          url: req.url,
          method: req.method,
          header: req.headers['upload-offset'],
          bytes: Buffer.concat(chunks),
        };
        res.writeHead(204, { 'upload-offset': '6', 'media-asset-id': 'TWVkaWE=' }).end();
      })();
    });
    const url = await proxyTo(api.url);
    const response = await fetch(`${url}/uploads/1?x=%2F`, {
      method: 'PATCH',
      headers: { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      body,
    });
    expect(seen).toEqual({ url: '/uploads/1?x=%2F', method: 'PATCH', header: '0', bytes: body });
    expect([response.status, response.headers.get('media-asset-id')]).toEqual([204, 'TWVkaWE=']);
  });

  it('keeps the key of a request that may come twice, and the mark of an answer that did', async () => {
    const api = await listen((req, res) => {
      res.writeHead(200, { 'idempotency-replayed': 'true' }).end(req.headers['idempotency-key']);
    });
    const response = await fetch(`${await proxyTo(api.url)}/graphql`, {
      method: 'POST',
      headers: { 'idempotency-key': '"order 12"' },
      body: '{}',
    });
    expect([response.headers.get('idempotency-replayed'), await response.text()]).toEqual([
      'true',
      '"order 12"',
    ]);
  });

  it('uses a connection to the API again, and lets clients use theirs, until the API hangs up', async () => {
    const ports: (number | undefined)[] = [];
    const api = await listen((req, res) => {
      ports.push(req.socket.remotePort);
      req.resume().on('end', () => res.end('answer'));
    });
    const url = await proxyTo(api.url);
    const ask = async () => {
      const response = await fetch(`${url}/graphql`, { method: 'POST', body: '{}' });
      return [await response.text(), response.headers.get('connection')];
    };
    for (let n = 0; n < 3; n++) expect(await ask()).toEqual(['answer', 'keep-alive']);
    expect(new Set(ports).size).toBe(1);
    const hungUp = new Promise((resolve) => api.server.once('connection', resolve));
    api.server.closeIdleConnections();
    expect(await ask()).toEqual(['answer', 'keep-alive']);
    await hungUp;
    expect(new Set(ports).size).toBe(2);
  });

  it('passes an answer on while it is still being written', async () => {
    let finish = () => {};
    const api = await listen((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write('data: first\n\n');
      finish = () => res.end('data: last\n\n');
    });
    const url = await proxyTo(api.url);
    const response = await fetch(`${url}/graphql`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('data: first\n\n');
    finish();
    expect((await reader?.read())?.value).toBe('data: last\n\n');
  });

  it('carries WebSockets', async () => {
    const api = await listen((_req, res) => res.end());
    api.server.on('upgrade', (req: IncomingMessage, socket: Socket) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${req.url}`,
      );
      socket.end();
    });
    const url = new URL(await proxyTo(api.url));
    const socket = connect(Number(url.port), url.hostname);
    socket.write('GET /graphql HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).toMatch(/\/graphql$/);
  });

  it('puts nothing of its own into a WebSocket that the API breaks off', async () => {
    const api = await listen((_req, res) => res.end());
    api.server.on('upgrade', (_req: IncomingMessage, socket: Socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      socket.on('data', () => socket.resetAndDestroy());
    });
    const url = new URL(await proxyTo(api.url));
    const socket = connect(Number(url.port), url.hostname);
    socket.write('GET /graphql HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.once('data', () => socket.write('x'));
    const heard: Buffer[] = [];
    socket.on('data', (chunk) => heard.push(chunk)).on('error', () => {});
    await new Promise((resolve) => socket.once('close', resolve));
    expect(Buffer.concat(heard).toString()).not.toContain('503');
  });

  it('hangs up on a sender on whom the API hangs up, however slowly it goes on sending', async () => {
    const api = await listen((req) => req.once('data', () => req.socket.destroy()));
    const url = new URL(await proxyTo(api.url));
    const socket = connect(Number(url.port), url.hostname);
    socket.write('PATCH /uploads/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nx');
    const dripping = setInterval(() => socket.write('x'), 20);
    socket.on('error', () => {});
    const answer = await text(socket).catch(() => '');
    clearInterval(dripping);
    expect(answer).toMatch(/^$|^HTTP\/1\.1 503 /);
  });

  it('hangs up on a reader on whom the API hangs up', async () => {
    const api = await listen((_req, res) => {
      res.writeHead(200, { 'content-length': 1_000_000 });
      res.write('x', () => res.socket?.destroy());
    });
    const url = new URL(await proxyTo(api.url));
    const socket = connect(Number(url.port), url.hostname);
    socket.on('error', () => {});
    socket.write('GET /media/x HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await text(socket).catch(() => 'x')).toMatch(/x$/);
  });

  it('leaves the dashboard’s own pages alone', async () => {
    const api = await listen((_req, res) => res.end('api'));
    expect((await fetch(`${await proxyTo(api.url)}/posts`)).status).toBe(418);
  });
});

describe('while the API is away', () => {
  const away = 'http://127.0.0.1:9';

  it('programs get JSON in the shape of a GraphQL error', async () => {
    const response = await fetch(`${await proxyTo(away)}/graphql`, { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'API_UNAVAILABLE' } }] });
  });

  it('people get a page that tries again', async () => {
    const response = await fetch(`${await proxyTo(away)}/oauth/tiktok/start`, {
      headers: { accept: 'text/html' },
    });
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('Airdate is starting');
  });

  it('a WebSocket is turned away instead of left hanging', async () => {
    const url = new URL(await proxyTo(away));
    const socket = connect(Number(url.port), url.hostname);
    socket.write('GET /graphql HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 503 /);
  });
});
