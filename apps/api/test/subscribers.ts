import { WebSocket } from 'ws';

/** Headers that say who asks. */
export type Credentials = Record<string, string>;

const SUBSCRIPTION = 'subscription { teamEvents { type } }';

/** What a subscriber heard, and how the server ended it. */
export type Subscriber = {
  /** Types of the events so far, in the order of arrival. */
  heard: string[];
  /** Codes of the errors so far. */
  errors: string[];
  /** The close code of a WebSocket, "complete" for a stream that was completed, and the instant by `performance.now()`. */
  ended: Promise<{ how: number | 'complete' | 'broken'; at: number }>;
  isOpen: () => boolean;
  /** Begins another subscription on the same connection. WebSockets only. */
  subscribe: () => void;
  close: () => void;
};

type Result = {
  data?: { teamEvents: { type: string } } | null;
  errors?: { extensions: { code: string } }[];
};

/** Speaks `graphql-transport-ws` by hand, so that nothing reconnects behind the test. Resolves when acknowledged or closed. */
export async function openWebSocket(
  url: string,
  credentials: Credentials,
  options: { idle?: boolean; payload?: unknown } = {},
): Promise<Subscriber> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: credentials,
  });
  const { heard, errors, take } = createRecord();
  let nextId = 1;
  const subscribe = () =>
    socket.send(
      JSON.stringify({ type: 'subscribe', id: String(nextId++), payload: { query: SUBSCRIPTION } }),
    );
  const ended = new Promise<{ how: number; at: number }>((resolve) =>
    socket.on('close', (how) => resolve({ how, at: performance.now() })),
  );
  const acknowledged = new Promise<void>((resolve) => {
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: options.payload })),
    );
    socket.on('message', (text) => {
      const { type, payload } = JSON.parse((text as Buffer).toString()) as { type: string; payload: unknown };
      if (type === 'connection_ack') resolve();
      if (type === 'next') take(payload as Result);
      if (type === 'error') take({ errors: payload as Result['errors'] });
    });
  });
  await Promise.race([acknowledged, ended]);
  if (!options.idle && socket.readyState === WebSocket.OPEN) subscribe();
  return {
    ...{ heard, errors, ended, subscribe },
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => socket.terminate(),
  };
}

/** Reads server-sent events. Resolves when the server has answered with a stream. */
export async function openEventStream(url: string, credentials: Credentials): Promise<Subscriber> {
  const leaving = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...credentials },
    body: JSON.stringify({ query: SUBSCRIPTION }),
    signal: leaving.signal,
  });
  const { heard, errors, take } = createRecord();
  let open = true;
  const read = async () => {
    let text = '';
    let completed = false;
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        completed ||= block.startsWith('event: complete');
        const data = /^data: ?(.+)$/m.exec(block)?.[1];
        if (data) take(JSON.parse(data) as Result);
      }
    }
    return completed ? 'complete' : 'broken';
  };
  const ended = read()
    .catch(() => 'broken' as const)
    .then((how) => {
      open = false;
      return { how, at: performance.now() } as const;
    });
  return {
    ...{ heard, errors, ended },
    subscribe: () => {
      throw new Error('A stream carries one subscription.');
    },
    isOpen: () => open,
    close: () => leaving.abort(),
  };
}

function createRecord() {
  const heard: string[] = [];
  const errors: string[] = [];
  const take = ({ data, errors: failures = [] }: Result) => {
    if (data) heard.push(data.teamEvents.type);
    errors.push(...failures.map(({ extensions }) => extensions.code));
  };
  return { heard, errors, take };
}
