// One server of the fan-out benchmark, so that its CPU time is apart from that of the clients.
import { once, setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { startEventListener } from '../../src/events/event-listener.ts';
import { createServer as createApi } from '../../src/serve/server.ts';
import { createInstallation } from '../installation.ts';
import { ownerKey } from '../serve.ts';
import type { Command, SideName, Started } from './sides.ts';

const MANY = 1_000_000;

type Running = { started: Started; say(payload: string): void; close(): Promise<void> };

const STARTS: Record<SideName, () => Promise<Running>> = {
  ours: startOurs,
  'plain graphql-ws': startPlain,
  'raw ws': startRaw,
};

const { started, say, close } = await STARTS[process.argv[2] as SideName]();
process.on('message', (command: Command) => {
  if (command !== 'cpu') return say(command.say);
  const { user, system } = process.cpuUsage();
  process.send!(user + system);
});
process.on('disconnect', () => void close().then(() => process.exit()));
process.send!(started);

async function startOurs(): Promise<Running> {
  const installation = await createInstallation();
  const { databaseUrl, teamId } = installation;
  const limits = {
    ...installation.deps.config.limits,
    socketsPerAddress: MANY,
    socketsPerViewer: MANY,
    subscriptionsPerAddress: MANY,
    subscriptionsPerViewer: MANY,
  };
  const deps = { ...installation.deps, config: { ...installation.deps.config, limits } };
  const key = await ownerKey(installation);
  const listener = await startEventListener(databaseUrl, deps.log);
  const api = createApi(deps, listener);
  const url = await listen(api.server);
  return {
    started: { url, databaseUrl, key, teamId },
    say: () => {},
    async close() {
      await api.close();
      await listener.close();
      await installation.close();
    },
  };
}

/** The smallest server that a user of the library would write: events come from memory, and nobody signs in. */
async function startPlain(): Promise<Running> {
  setMaxListeners(0);
  const pubSub = createPubSub<{ event: [object] }>();
  const schema = buildSchema(`
    type Query { ok: Boolean }
    type Event { cursor: String! type: String! summary: String! actor: String! createdAt: String! }
    type Subscription { teamEvents(after: String): Event! }
  `);
  const server = createServer();
  const roots = { subscription: { teamEvents: () => pubSub.subscribe('event') } };
  useServer({ schema, roots }, new WebSocketServer({ server, path: '/graphql' }));
  return {
    started: { url: await listen(server) },
    say: (payload) => pubSub.publish('event', (JSON.parse(payload) as { data: object }).data),
    close: async () => {},
  };
}

/** Frames that are made once are written to all sockets; what clients send is answered and not looked at. */
async function startRaw(): Promise<Running> {
  const server = createServer();
  const sockets = new WebSocketServer({
    server,
    path: '/graphql',
    handleProtocols: () => 'graphql-transport-ws',
  });
  sockets.on('connection', (client) => client.on('message', () => client.send('{"type":"pong"}')));
  return {
    started: { url: await listen(server) },
    say(payload) {
      const message = Buffer.from(payload);
      for (const client of sockets.clients) client.send(message, { binary: false });
    },
    close: async () => {},
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
