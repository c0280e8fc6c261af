import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Lets no broken connection end the process: every socket has a listener for errors as long as it lives, also after an
 * upgrade, when Node's own is gone. What Node cannot parse, it answers itself with a bare 400, 408 or 431.
 */
export function guardConnections(server: Server): void {
  server.on('connection', (socket) => socket.on('error', () => socket.destroy()));
}

/** Answers an upgrade with a bare status and hangs up, whether or not the client does the same. */
export function refuseUpgrade(socket: Duplex, status: number): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  socket.end(head, () => socket.destroy());
}
