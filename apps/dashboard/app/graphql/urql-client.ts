import {
  Client,
  cacheExchange,
  fetchExchange,
  type SSRData,
  ssrExchange,
  subscriptionExchange,
} from '@urql/core';
import { subscribe } from './live-socket.ts';

/** What a page's loader hands to `usePageQuery`. */
export type PageData = { urql: SSRData };

export type UrqlClient = { client: Client; restore: (data: SSRData | undefined) => void };

let inBrowser: UrqlClient | undefined;

/** The one client of this browser tab; on the server, a client that knows only what the loaders fetched. */
export function urqlClient(): UrqlClient {
  if (typeof document === 'undefined') return createClient();
  inBrowser ??= createClient();
  return inBrowser;
}

function createClient(): UrqlClient {
  const browser = typeof document !== 'undefined';
  const ssr = ssrExchange({ isClient: browser });
  const restored = new WeakSet<SSRData>();
  const client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    exchanges: browser
      ? [cacheExchange, ssr, fetchExchange, subscriptionExchange({ forwardSubscription: subscribe })]
      : [ssr],
  });
  return {
    client,
    restore: (data) => {
      if (data === undefined || restored.has(data)) return;
      restored.add(data);
      ssr.restoreData(data);
    },
  };
}
