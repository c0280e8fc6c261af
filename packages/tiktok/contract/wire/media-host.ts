import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedTikTok } from './tiktok.ts';

/** How the host answers for one path. */
export type Resource = {
  body?: Buffer;
  status?: number;
  headers?: Record<string, string>;
  /** Sends half of the body and then nothing. */
  stalls?: boolean;
};

/** A server of media from which a simulator may pull. */
export type MediaHost = {
  /** Serves something under a path and returns its URL. */
  serve(path: string, resource: Resource): string;
  /** Paths that were asked for. */
  asked: string[];
  /** Registers this host with the app of a simulator. */
  verifyFor(tiktok: SimulatedTikTok): void;
  close(): Promise<void>;
};

export async function startMediaHost(): Promise<MediaHost> {
  const resources = new Map<string, Resource>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const {
      body = Buffer.alloc(0),
      status = 200,
      headers,
      stalls = false,
    } = resources.get(path) ?? { status: 404 };
    response.writeHead(status, { 'content-length': body.length, ...headers });
    if (stalls) response.write(body.subarray(0, body.length / 2));
    else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    serve(path, resource) {
      resources.set(path, resource);
      return origin + path;
    },
    verifyFor(tiktok) {
      tiktok.simulator.configureApp({ urlProperties: [{ type: 'prefix', value: `${origin}/` }] });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
