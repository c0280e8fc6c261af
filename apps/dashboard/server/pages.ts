import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express, { type RequestHandler, type Response } from 'express';
import { compressedAssets } from './compressed-assets.ts';
import { refuseUpgrade } from './refuse.ts';

const root = join(import.meta.dirname, '..');
const YEAR_SECONDS = 365 * 24 * 60 * 60;
const FOREVER = `public, max-age=${YEAR_SECONDS}, immutable`;

/** What answers assets and pages, and upgrades that are not the API's. `close` releases what it holds. */
export type Pages = {
  handlers: RequestHandler[];
  upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close: () => Promise<void>;
};

/**
 * Serves what `npm run build` made: hashed assets cached for a year, pages never.
 *
 * @throws Error when the dashboard was not built yet
 */
export async function builtPages(): Promise<Pages> {
  const entry = join(root, 'build/server/index.js');
  if (!existsSync(entry)) throw new Error('The dashboard is not built; run its build script first.');
  const build = (await import(pathToFileURL(entry).href)) as ServerBuild;
  const client = join(root, 'build/client');
  return {
    handlers: [
      compressedAssets(client, FOREVER),
      express.static(client, {
        index: false,
        redirect: false,
        setHeaders: (res, path) => {
          const hashed = path.startsWith(join(client, 'assets'));
          res.setHeader('cache-control', hashed ? FOREVER : 'public, max-age=3600');
        },
      }),
      createRequestHandler({ build, mode: 'production', getLoadContext }),
    ],
    upgrade: (_req, socket) => refuseUpgrade(socket, 404),
    close: async () => {},
  };
}

/** What the pages may use of the response: the nonce that its scripts need. */
export function getLoadContext(_req: unknown, res: Response) {
  return { nonce: String(res.locals.nonce) };
}
