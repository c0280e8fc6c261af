import type { IncomingMessage, RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that a client sent ahead on one connection, without waiting for answers. */
const MOST_WAITING = 100;

/**
 * Handles the requests of one connection one after the other, as they are answered in their order anyway: thousands may
 * come in one packet, and would all be begun before anybody else has a turn.
 *
 * @param flooded called before a connection is closed because more than 100 requests wait on it
 */
export function takeTurns(handle: RequestListener, flooded: (req: IncomingMessage) => void): RequestListener {
  type Request = Parameters<typeof handle>;
  const waiting = new WeakMap<Socket, Request[]>();

  function begin(socket: Socket, ...[req, res]: Request): void {
    res.once('close', () => {
      const next = waiting.get(socket)?.shift();
      if (next && !socket.destroyed) begin(socket, ...next);
      else waiting.delete(socket);
    });
    handle(req, res);
  }

  return (req, res) => {
    const { socket } = req;
    // What is still parsed of a packet whose connection was closed.
    if (socket.destroyed) return;
    const queue = waiting.get(socket);
    if (!queue) {
      waiting.set(socket, []);
      begin(socket, req, res);
    } else if (queue.push([req, res]) > MOST_WAITING) {
      flooded(req);
      socket.destroy();
    }
  };
}
