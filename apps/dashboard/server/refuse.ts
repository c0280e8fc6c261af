import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { NextFunction, Request, Response } from 'express';

/**
 * Lets no broken connection end the process: every socket has a listener for errors as long as it lives, also after an
 * upgrade, when Node's own is gone. What Node cannot parse, it answers itself with a bare 400, 408 or 431.
 */
export function guardConnections(server: Server): void {
  server.on('connection', (socket) => socket.on('error', () => socket.destroy()));
}

/** Answers with the status and its name, and nothing about the reason. */
export function refuse(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  res.end(`${STATUS_CODES[status]}\n`);
}

/** Answers an upgrade with a bare status and hangs up, whether or not the client does the same. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  socket.end(head, () => socket.destroy());
}

/** The last handler: what went wrong is for the log, and the answer says no more than its status. */
export function answerErrors(error: unknown, _req: Request, res: Response, _next: NextFunction): void {
  const status = statusOf(error);
  if (status === 500) console.error(error);
  if (res.headersSent) res.destroy();
  else refuse(res, status);
}

/** The client's fault where the error says so, as those of Express and its parsers do. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return Number.isInteger(status) && status >= 400 && status < 500 ? status : 500;
}
