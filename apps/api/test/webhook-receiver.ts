import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, vi } from 'vitest';
import type { Clock } from '../src/clock.ts';

export type Received = {
  id: string;
  body: string;
  headers: IncomingHttpHeaders;
  payload: { type: string; timestamp: string; data: Record<string, unknown> };
};

/** Answers a request; `nth` counts from 1. */
export type Answer = (res: ServerResponse, received: Received, nth: number) => void;

export type Receiver = {
  url: string;
  received: Received[];
  /** From now on; at first everything is taken. */
  answer(how: Answer): void;
};

/** Somebody's own server, which keeps what it is sent, until the test file ends. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer: Answer = (res) => res.writeHead(204).end();
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { headers } = req;
      const one = { id: String(headers['webhook-id']), body, headers, payload: JSON.parse(body) };
      received.push(one);
      answer(res, one, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: (how) => {
      answer = how;
    },
  };
}

/**
 * What the unmodified library makes of a delivery, on a machine whose clock stands where the product's does.
 *
 * @throws WebhookVerificationError
 */
export function verify(clock: Clock, { body, headers }: Received, secret: string): unknown {
  vi.useFakeTimers({ toFake: ['Date'], now: clock.now() });
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>);
  } finally {
    vi.useRealTimers();
  }
}
