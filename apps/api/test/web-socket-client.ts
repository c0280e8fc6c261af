import { once } from 'node:events';
import { WebSocket } from 'ws';

export type Message = { type: string; id?: string; payload?: unknown };

/** A client of `graphql-transport-ws` that shows every message, and how the server closed. */
export type SocketClient = {
  socket: WebSocket;
  messages: Message[];
  send(message: Message): void;
  /** The first message that fits, also one that has arrived already. */
  receives(fits: (message: Message) => boolean): Promise<Message>;
  /** The code with which the server closes. */
  closes: Promise<number>;
};

/** @param payload of `connection_init`; null sends none */
export async function openSocket(
  url: string,
  payload: Record<string, unknown> | null,
  headers: Record<string, string> = {},
): Promise<SocketClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  const messages: Message[] = [];
  let closedWith: number | null = null;
  const closes = new Promise<number>((resolve) => {
    socket.on('close', (code: number) => {
      closedWith = code;
      socket.emit('read');
      resolve(code);
    });
  });
  socket.on('error', () => {});
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)) as Message);
    socket.emit('read');
  });
  await Promise.race([once(socket, 'open'), closes]);
  const client: SocketClient = {
    socket,
    messages,
    closes,
    send: (message) => socket.send(JSON.stringify(message)),
    async receives(fits) {
      for (let looked = 0; ; ) {
        for (; looked < messages.length; looked++) if (fits(messages[looked]!)) return messages[looked]!;
        if (closedWith !== null)
          throw new Error(`The server closed with ${closedWith} after ${JSON.stringify(messages)}.`);
        await once(socket, 'read');
      }
    },
  };
  if (payload) {
    client.send({ type: 'connection_init', payload });
    await client.receives(({ type }) => type === 'connection_ack');
  }
  return client;
}
