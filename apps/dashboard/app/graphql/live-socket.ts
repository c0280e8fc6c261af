import type { SubscriptionForwarder } from '@urql/core';
import { createClient, type Client as SocketClient } from 'graphql-ws';

/**
 * `idle` before the first subscription; `signed-out` when nobody is signed in any more, `ended` when the server will not
 * have us back for another reason. From these two only a new page comes back.
 */
export type LiveState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'signed-out' | 'ended';

/** What the API closes a connection with that comes from nobody. */
const UNAUTHORIZED = 4401;
const KEEP_ALIVE_MS = 15_000;
const RETRY_MAX_MS = 10_000;

let state: LiveState = 'idle';
let socket: SocketClient | undefined;
const listeners = new Set<() => void>();

/** The present state of the socket; for `useSyncExternalStore` together with `onLiveStateChange`. */
export const liveState = (): LiveState => state;

export function onLiveStateChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Runs urql's subscriptions over one shared socket that reconnects for as long as somebody listens. */
export const subscribe: SubscriptionForwarder = (request) => ({
  subscribe: (sink) => {
    socket ??= connect();
    const unsubscribe = socket.subscribe(
      { query: request.query ?? '', variables: request.variables as Record<string, unknown> | undefined },
      {
        next: (value) => sink.next(value as never),
        error: (error) => {
          // Only a refusal that trying again cannot heal closes a socket that retries for ever.
          if (error instanceof CloseEvent) change(error.code === UNAUTHORIZED ? 'signed-out' : 'ended');
          sink.error(error);
        },
        complete: () => sink.complete(),
      },
    );
    return { unsubscribe };
  },
});

function connect(): SocketClient {
  const url = new URL('/graphql', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return createClient({
    url: url.href,
    keepAlive: KEEP_ALIVE_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: async (retries) => {
      const waitMs = Math.min(RETRY_MAX_MS, 500 * 2 ** retries);
      await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random() / 2)));
    },
    on: {
      connecting: (isRetry) => change(isRetry ? 'reconnecting' : 'connecting'),
      connected: () => change('live'),
      closed: () => change('reconnecting'),
      error: () => change('reconnecting'),
    },
  });
}

function change(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}
