import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLError } from 'graphql';
import { createGraphQLError } from 'graphql-yoga';
import type { WebSocket } from 'ws';
import type { Limits } from '../limits.ts';
import type { SecurityLog } from '../security-log.ts';
import { CLIENT_ADDRESS_HEADER, networkOf } from '../sign-in/client-address.ts';
import { type Viewer, viewerName } from '../teams/viewer.ts';
import { createOpenCounts } from './open-counts.ts';

const TOO_LARGE = [1009, 'Message too large'] as const;
const TOO_SLOW = [4413, 'Too much is waiting unread'] as const;
/** For the close to arrive, where the client reads at all. */
const GOODBYE_MS = 15_000;

/**
 * The limits of WebSockets: `admit` tells of each handshake whether there may be one more from its address, `admitViewer` of
 * each that says who it is whether there may be one more of theirs; `watch` is for each open socket. Of IPv6 a whole network
 * counts as one address.
 */
export function limitSockets(limits: Limits, securityLog: SecurityLog) {
  const addresses = createOpenCounts(limits.socketsPerAddress);
  const viewers = createOpenCounts(limits.socketsPerViewer);
  const addressOf = (req: IncomingMessage) => String(req.headers[CLIENT_ADDRESS_HEADER] ?? '');
  return {
    admit(req: IncomingMessage, socket: Duplex): boolean {
      const release = addresses.take(networkOf(addressOf(req)));
      if (release) socket.once('close', release);
      else securityLog.note('limit_reached', { address: addressOf(req), reason: 'sockets of an address' });
      return release !== null;
    },
    admitViewer(req: IncomingMessage, client: WebSocket, viewer: Viewer): boolean {
      const name = viewerName(viewer);
      const release = viewers.take(name);
      if (release) client.once('close', release);
      else
        securityLog.note('limit_reached', {
          address: addressOf(req),
          viewer: name,
          reason: 'sockets of a viewer',
        });
      return release !== null;
    },
    watch(client: WebSocket, req: IncomingMessage): void {
      const note = (reason: string) => securityLog.note('limit_reached', { address: addressOf(req), reason });
      watchFirstMessage(client, req.socket, limits.firstMessageBytes, () => note('first message'));
      watchUnread(client, limits.unreadBytes, () => note('unread bytes'));
      client.on('error', ({ code }: Error & { code?: string }) => {
        if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') note('message size');
      });
    },
  };
}

/** What one read of a socket may bring beyond what is looked for. */
const ONE_READ_BYTES = 65_536;

/**
 * The first message opens the connection; only then somebody is known who may send larger ones. One that does not end is cut
 * off while it arrives.
 */
function watchFirstMessage(
  client: WebSocket,
  socket: Duplex,
  maxBytes: number,
  onTooLarge: () => void,
): void {
  let received = 0;
  const close = () => {
    onTooLarge();
    client.close(...TOO_LARGE);
  };
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received <= maxBytes + ONE_READ_BYTES) return;
    socket.off('data', count);
    close();
  };
  socket.on('data', count);
  client.once('message', (data: Buffer) => {
    socket.off('data', count);
    if (data.length > maxBytes) close();
  });
}

/** Subscriptions wait for their reader, but answers to many operations at once do not. */
function watchUnread(client: WebSocket, maxBytes: number, onTooSlow: () => void): void {
  const send = client.send.bind(client) as (...args: unknown[]) => void;
  client.send = (...args: unknown[]) => {
    send(...args);
    if (client.bufferedAmount <= maxBytes || client.readyState !== client.OPEN) return;
    onTooSlow();
    client.close(...TOO_SLOW);
    setTimeout(() => client.terminate(), GOODBYE_MS).unref();
  };
}

/** An operation too many on its socket. */
export function tooManyOperations(limit: number): GraphQLError {
  return createGraphQLError(`At most ${limit} operations may be open on one socket.`, {
    extensions: { code: 'TOO_MANY_OPERATIONS' },
  });
}
