import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Side } from './sides.ts';

export const DOCUMENT =
  'subscription Follow($after: String) { teamEvents(after: $after) { cursor type summary actor createdAt } }';
const AT_ONCE = 50;
const MARK = /"summary":"[^"]*?(\d+)\.mp4/;

/** Many subscribers of one side, who check what they are told. */
export type Crowd = {
  /** When each message arrived, by the number of its event. */
  arrivals: Map<number, number[]>;
  /** Resolves once everybody has been told of every event up to this one. */
  hears(number: number): Promise<void>;
  /** A whole message, as one of them got it. */
  sample(): string;
  close(): void;
};

/**
 * @param after where everybody begins; null for the side's present
 * @returns once everybody is subscribed
 */
export async function gatherCrowd(side: Side, size: number, after: string | null): Promise<Crowd> {
  const arrivals = new Map<number, number[]>();
  const sockets: WebSocket[] = [];
  let sample = '';
  let complete = 0;
  let isOver = false;
  let expected = Promise.withResolvers<void>();
  let last = -1;

  function take(text: string, heard: { last: number | null }): void {
    const now = performance.now();
    const mark = MARK.exec(text);
    if (!mark) throw new Error(`${side.name} sent something else: ${text.slice(0, 300)}`);
    const number = Number(mark[1]);
    if (heard.last !== null && number !== heard.last + 1)
      throw new Error(`${side.name} sent ${number} after ${heard.last}.`);
    heard.last = number;
    sample ||= text;
    const times = arrivals.get(number) ?? [];
    arrivals.set(number, times);
    times.push(now);
    if (number !== last) return;
    complete += 1;
    if (complete === size) expected.resolve();
  }

  async function open(): Promise<void> {
    const socket = new WebSocket(`${side.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
      ...(side.key && { headers: { authorization: `Bearer ${side.key}` } }),
    });
    sockets.push(socket);
    socket.on('close', (code: number) => {
      if (!isOver) throw new Error(`${side.name} closed a socket with ${code}.`);
    });
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    const payload = { query: DOCUMENT, variables: { after } };
    if (side.name !== 'raw ws') socket.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload }));
    // Behind the subscription; ours may take it up later, and begins where it was told.
    socket.send('{"type":"ping"}');
    await once(socket, 'message');
    const heard = { last: null as number | null };
    socket.on('message', (data: Buffer) => take(data.toString(), heard));
  }

  for (let opened = 0; opened < size; opened += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, size - opened) }, open));
  }
  return {
    arrivals,
    hears(number) {
      last = number;
      complete = 0;
      expected = Promise.withResolvers();
      return expected.promise;
    },
    sample: () => sample,
    close() {
      isOver = true;
      for (const socket of sockets) socket.terminate();
    },
  };
}
