import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from './answer.ts';

/** One delivery as the app's callback got it. */
export type Delivery = {
  method: string;
  contentType: string;
  /** The exact bytes, as text. */
  rawBody: string;
  /** The `TikTok-Signature` header. */
  signature: string;
  body: Json;
  /** `content`, parsed the second time. */
  content: Json;
};

/** The callback URL of an app: keeps what it gets and answers what it is told to. */
export type Callback = {
  url: string;
  received: Delivery[];
  answerWith: number;
  events(): string[];
  close(): Promise<void>;
};

export async function startCallback(): Promise<Callback> {
  const received: Delivery[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const rawBody = Buffer.concat(pieces).toString('utf8');
      const body: Json = JSON.parse(rawBody);
      received.push({
        method: request.method ?? '',
        contentType: request.headers['content-type'] ?? '',
        rawBody,
        signature: String(request.headers['tiktok-signature']),
        body,
        content: JSON.parse(body.content),
      });
      response.writeHead(callback.answerWith).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const callback: Callback = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    answerWith: 200,
    events: () => received.map((delivery) => delivery.body.event),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return callback;
}
