import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import type { RawRoute } from '../src/http/raw-route.ts';

/** A browser as far as these routes can tell: keeps cookies, follows no redirect, names its origin. */
export type Browser = {
  cookies: Map<string, string>;
  request(
    path: string,
    init?: { method?: string; json?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
};

/** Serves routes on a free port until the last test of the file has run. */
export async function serveRoutes(
  routes: RawRoute[],
  appUrl: string,
): Promise<{ newBrowser(): Browser; url: string }> {
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', appUrl);
    const route = routes.find(
      ({ method, path }) =>
        (method === '*' || method === req.method) &&
        (path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path),
    );
    if (!route) return void res.writeHead(404).end();
    Promise.resolve(route.handle(req, res, url)).catch((error: unknown) => {
      res.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, newBrowser: () => createBrowser(url, appUrl) };
}

function createBrowser(url: string, appUrl: string): Browser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async request(path, { method = 'GET', json, headers = {} } = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(new URL(path, url), {
        method,
        redirect: 'manual',
        headers: {
          ...(cookie && { cookie }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(method !== 'GET' && { origin: new URL(appUrl).origin }),
          ...headers,
        },
        body: json === undefined ? undefined : JSON.stringify(json),
      });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const equals = pair.indexOf('=');
        const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
        if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
  };
}
