import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLError } from 'graphql';
import { createGraphQLError } from 'graphql-yoga';
import type { WebSocket } from 'ws';
import type { Limits } from '../limits.ts';
import { networkOf } from '../teams/client-address.ts';
import { createOpenCounts } from './open-counts.ts';

const TOO_LARGE = [1009, 'Message too large'] as const;
const TOO_SLOW = [4413, 'Too much is waiting unread'] as const;
/** For the close to arrive, where the client reads at all. */
const GOODBYE_MS = 15_000;

/**
 * The limits of WebSockets.
 *
 * @param addressOf whose handshake it is; of IPv6 the whole network counts
 * @returns `admit` tells of each handshake whether there may be one more from its address; `watch` is for each open socket
 */
export function limitSockets(limits: Limits, addressOf: (req: IncomingMessage) => string) {
  const addresses = createOpenCounts(limits.socketsPerAddress);
  return {
    admit(req: IncomingMessage, socket: Duplex): boolean {
      const release = addresses.take(networkOf(addressOf(req)));
      if (release) socket.once('close', release);
      return release !== null;
    },
    watch(client: WebSocket): void {
      watchFirstMessage(client, limits.firstMessageBytes);
      watchUnread(client, limits.unreadBytes);
    },
  };
}

/** The first message opens the connection; only then somebody is known who may send larger ones. */
function watchFirstMessage(client: WebSocket, maxBytes: number): void {
  client.once('message', (data: Buffer) => {
    if (data.length > maxBytes) client.close(...TOO_LARGE);
  });
}

/** Subscriptions wait for their reader, but answers to many operations at once do not. */
function watchUnread(client: WebSocket, maxBytes: number): void {
  const send = client.send.bind(client) as (...args: unknown[]) => void;
  client.send = (...args: unknown[]) => {
    send(...args);
    if (client.bufferedAmount <= maxBytes || client.readyState !== client.OPEN) return;
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
