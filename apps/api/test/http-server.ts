import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import type { RawRoute } from '../src/http/raw-route.ts';
import { clientAddressSettler } from '../src/sign-in/client-address.ts';

/** Serves raw routes on a free port until the test file ends. @returns the origin, "http://127.0.0.1:…" */
export async function serveRoutes(routes: RawRoute[]): Promise<string> {
  const settleAddress = clientAddressSettler([]);
  const server = createServer((req, res) => {
    settleAddress(req);
    const url = new URL(req.url ?? '/', 'http://127.0.0.1');
    const route = routes.find(
      ({ method, path }) =>
        (method === '*' || method === req.method) &&
        (path === url.pathname || (path.endsWith('/') && url.pathname.startsWith(path))),
    );
    if (!route) return void res.writeHead(404).end();
    void Promise.resolve(route.handle(req, res, url)).catch((error: unknown) => {
      if (res.headersSent) res.destroy();
      else res.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
