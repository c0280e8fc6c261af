import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Running requests get this long to finish once stopping has begun. */
const GRACE_MS = 3_000;

/**
 * Stops the server on SIGTERM, on SIGINT and when the parent process goes away: no new connections, WebSockets ended,
 * running requests finished within a few seconds.
 *
 * @param close released before the process ends
 */
export function stopWithParent(server: Server, close: () => Promise<void>): void {
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (_req, socket: Duplex) => {
    upgraded.add(socket);
    socket.on('close', () => upgraded.delete(socket));
  });

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.close(() => void close().finally(() => process.exit(0)));
    server.closeIdleConnections();
    for (const socket of upgraded) socket.destroy();
    setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
}

/** Tells the parent process, if there is one, that requests are answered from now on. */
export function announceReady(): void {
  process.send?.({ type: 'ready' });
}
