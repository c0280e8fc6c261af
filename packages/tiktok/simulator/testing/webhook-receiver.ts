import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type ReceivedWebhook = {
  rawBody: string;
  signature: string;
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the wire holds
  content: any;
};

/** A callback endpoint that keeps what it gets and answers what it is told to. */
export async function receiveWebhooks() {
  const received: ReceivedWebhook[] = [];
  const receiver = { url: '', received, answerWith: 200, close: async () => {} };
  const server = createServer((request, response) => {
    let rawBody = '';
    request.on('data', (piece) => {
      rawBody += piece;
    });
    request.on('end', () => {
      const { event, content } = JSON.parse(rawBody);
      const signature = String(request.headers['tiktok-signature']);
      received.push({ rawBody, signature, event, content: JSON.parse(content) });
      response.writeHead(receiver.answerWith).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/tiktok`;
  receiver.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return receiver;
}
