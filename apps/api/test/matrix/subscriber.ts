import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { GraphQLAnswer } from '../graphql-client.ts';
import type { Actor } from './team-world.ts';

export const TRANSPORTS = ['graphql-transport-ws', 'server-sent events'] as const;

/** What a subscription brings, in the order of arrival; ends when the server ends it or the reader stops reading. */
export function subscribe(
  transport: (typeof TRANSPORTS)[number],
  url: string,
  { headers }: Pick<Actor, 'headers'>,
  request: { query: string; variables?: Record<string, unknown> },
): AsyncIterableIterator<Pick<GraphQLAnswer, 'data' | 'errors'>> {
  const open = transport === 'server-sent events' ? openEventStream : openSocket;
  return open(url, headers, request);
}

async function* openSocket(url: string, headers: Record<string, string>, request: { query: string }) {
  class Socket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  const address = `${url.replace('http', 'ws')}/graphql`;
  const client = createClient({ url: address, webSocketImpl: Socket, retryAttempts: 0 });
  try {
    yield* client.iterate(request) as AsyncIterableIterator<Pick<GraphQLAnswer, 'data' | 'errors'>>;
  } catch (errors) {
    if (!Array.isArray(errors)) throw errors;
    yield { data: null, errors };
  } finally {
    await client.dispose();
  }
}

async function* openEventStream(url: string, headers: Record<string, string>, request: { query: string }) {
  const ending = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(request),
    signal: ending.signal,
  });
  try {
    let text = '';
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        if (/^event: ?complete$/m.test(block)) return;
        const data = /^data: ?(.+)$/m.exec(block)?.[1];
        if (/^event: ?next$/m.test(block) && data) yield JSON.parse(data) as GraphQLAnswer;
      }
    }
  } finally {
    ending.abort();
  }
}
