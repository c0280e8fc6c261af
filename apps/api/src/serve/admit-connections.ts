import type { IncomingMessage } from 'node:http';
import type { Context, ServerOptions } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { ResolveViewer } from '../sign-in/resolve-viewer.http.ts';
import type { Viewer } from '../teams/viewer.ts';
import { type ViewerWatch, type WatchSources, watchViewer } from '../teams/watch-viewer.ts';

export type Connection = Context<Record<string, unknown> | undefined, Extra>;

const BAD_REQUEST = [4400, 'Bad request'] as const;
/** Nobody is signed in, or the session is over: clients give up. */
const UNAUTHORIZED = [4401, 'Unauthorized'] as const;
/** A wrong key, or access that was withdrawn. Clients may come again, and are then judged by what they may do now. */
const FORBIDDEN = [4403, 'Forbidden'] as const;
const TOO_MANY = [1013, 'Too many connections'] as const;
const TRY_AGAIN_LATER = [1013, 'Try again later'] as const;

/**
 * Who may hold a WebSocket: it is acknowledged for a viewer, and closed when that viewer ends, with or without
 * subscriptions on it.
 *
 * @param headersOf what of the handshake and of the connection's payload says who opens it
 * @param admitViewer whether there may be one more socket of this viewer; it counts until it is closed
 */
export function admitConnections(
  sources: WatchSources,
  viewerOf: ResolveViewer,
  headersOf: (request: IncomingMessage, params: Connection['connectionParams']) => Headers,
  admitViewer: (request: IncomingMessage, socket: Connection['extra']['socket'], viewer: Viewer) => boolean,
) {
  const watches = new WeakMap<Connection, ViewerWatch>();

  const hooks: Pick<ServerOptions<Connection['connectionParams'], Extra>, 'onConnect' | 'onClose'> = {
    async onConnect(connection) {
      const { socket, request } = connection.extra;
      const headers = readHeaders(() => headersOf(request, connection.connectionParams));
      if (!headers) {
        socket.close(...BAD_REQUEST);
        return false;
      }
      try {
        const viewer = await viewerOf(headers);
        if (!viewer) {
          const [code, reason] = headers.has('authorization') ? FORBIDDEN : UNAUTHORIZED;
          socket.close(code, reason);
          return false;
        }
        if (socket.readyState !== socket.OPEN) return false;
        if (!admitViewer(request, socket, viewer)) {
          socket.close(...TOO_MANY);
          return false;
        }
        const watch = watchViewer(sources, viewer, () => viewerOf(headers, { renew: false }));
        watches.set(connection, watch);
        watch.onEnd(() => socket.close(...FORBIDDEN));
        return (await watch.end()) === null;
      } catch (error) {
        sources.log.error({ err: error }, 'a WebSocket could not be judged');
        socket.close(...TRY_AGAIN_LATER);
        return false;
      }
    },
    onClose(connection) {
      watches.get(connection)?.stop();
    },
  };
  return { hooks, watchOf: (connection: Connection) => watches.get(connection) };
}

/** @returns null when the payload holds what no header can */
function readHeaders(read: () => Headers): Headers | null {
  try {
    return read();
  } catch {
    return null;
  }
}
