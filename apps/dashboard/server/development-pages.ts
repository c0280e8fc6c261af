import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import { createServer } from 'vite';
import { getLoadContext, type Pages } from './pages.ts';

/** Secrets of the checkout, which Vite would serve below /@fs/ like any other file. The first three are its own list. */
const NEVER_SERVED = ['.env', '.env.*', '*.{crt,pem}', '**/.git/**', '**/.data/**'];

/** Serves pages from the sources with hot reload. */
export async function developmentPages(): Promise<Pages> {
  // Vite parses every upgrade that its server tells of, so it is told of those alone that were admitted.
  const admitted = new EventEmitter();
  const vite = await createServer({
    root: join(import.meta.dirname, '..'),
    server: { middlewareMode: true, hmr: { server: admitted as Server }, fs: { deny: NEVER_SERVED } },
    appType: 'custom',
  });
  const build = () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>;
  return {
    handlers: [vite.middlewares, createRequestHandler({ build, mode: 'development', getLoadContext })],
    upgrade: (req, socket, head) => void admitted.emit('upgrade', req, socket, head),
    close: () => vite.close(),
  };
}
