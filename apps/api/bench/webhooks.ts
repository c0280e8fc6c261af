// A burst of genuine webhooks: how soon TikTok has its answers, beside a bare HTTP server that writes one row each.
// Usage: node apps/api/bench/webhooks.ts [--events 1000] [--connections 64]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { signWebhook, TIKTOK_SIGNATURE_HEADER } from '@airdate/tiktok';
import pg from 'pg';
import { startEventListener } from '../src/events/event-listener.ts';
import { createServer as createApi } from '../src/serve/server.ts';
import { createInstallation, type Installation } from './installation.ts';

const GOALS = { p99MsAtMost: 200, timesBareAtMost: 3 };
const ROUNDS = 3;

type Webhook = { body: string; signature: string };
type Burst = { url: string; connections: number; webhooks: Webhook[] };
type Took = { totalMs: number; p50Ms: number; p99Ms: number };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    events: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '64' },
    send: { type: 'boolean', default: false },
  },
});
const [events, connections] = [Number(values.events), Number(values.connections)];

if (values.send) sendBursts();
else await main();

async function main(): Promise<void> {
  const installation = await createInstallation();
  const { deps, databaseUrl } = installation;
  const listener = await startEventListener(databaseUrl, deps.log);
  const { server } = createApi(deps, listener);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
  // A process of its own, so that sending does not slow the server down.
  const sender = fork(import.meta.filename, ['--send']);
  try {
    await pool.query('CREATE TABLE bare (id bigserial PRIMARY KEY, body text NOT NULL)');
    const bare = await listen(bareServer(pool));
    const ours = await listen(server);
    const took = { ours: [] as Took[], bare: [] as Took[] };
    // The first round warms both up.
    for (let round = 0; round <= ROUNDS; round++) {
      const webhooks = Array.from({ length: events }, (_, n) => genuine(installation, `${round}.${n}`));
      const turns = { bare: await burst(sender, bare, webhooks), ours: await burst(sender, ours, webhooks) };
      if (round === 0) continue;
      took.bare.push(turns.bare);
      took.ours.push(turns.ours);
    }
    const stored = await deps.db.tikTokWebhookEvent.count();
    if (stored !== events * (ROUNDS + 1)) throw new Error(`${stored} events were stored.`);
    report(took);
  } finally {
    sender.kill();
    server.closeAllConnections();
    await listener.close();
    await pool.end();
    await installation.close();
  }
  process.exit();
}

function bareServer(pool: pg.Pool): Server {
  return createServer((req, res) => void keep(pool, req, res));
}

async function keep(pool: pg.Pool, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of req) pieces.push(piece as Buffer);
  await pool.query('INSERT INTO bare (body) VALUES ($1)', [Buffer.concat(pieces).toString('utf8')]);
  res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/tiktok`;
}

function genuine({ deps }: Installation, id: string): Webhook {
  const { clientKey, clientSecret } = deps.config.tiktok;
  const timestampSeconds = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    client_key: clientKey,
    event: 'post.publish.complete',
    create_time: timestampSeconds,
    user_openid: '-000bench',
    content: JSON.stringify({ publish_id: `v_pub_file~v2-1.${id}`, publish_type: 'DIRECT_PUBLISH' }),
  });
  return { body, signature: signWebhook({ secret: clientSecret, timestampSeconds, rawBody: body }) };
}

async function burst(sender: ChildProcess, url: string, webhooks: Webhook[]): Promise<Took> {
  sender.send({ url, connections, webhooks } satisfies Burst);
  const [took] = (await once(sender, 'message')) as [Took | { error: string }];
  if ('error' in took) throw new Error(took.error);
  return took;
}

/** The other process: sends each burst that it is told, and says how long the answers took. */
function sendBursts(): void {
  process.on('message', (burst: Burst) => void sendBurst(burst));
}

async function sendBurst({ url, connections, webhooks }: Burst): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const waiting = [...webhooks];
  const latencies: number[] = [];
  const startedMs = performance.now();
  try {
    await Promise.all(
      Array.from({ length: connections }, async () => {
        for (let webhook = waiting.pop(); webhook; webhook = waiting.pop()) {
          const sentMs = performance.now();
          await post(agent, url, webhook);
          latencies.push(performance.now() - sentMs);
        }
      }),
    );
    const totalMs = performance.now() - startedMs;
    latencies.sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.ceil(latencies.length * share) - 1]!;
    process.send?.({ totalMs, p50Ms: at(0.5), p99Ms: at(0.99) } satisfies Took);
  } catch (error) {
    process.send?.({ error: String(error) });
  } finally {
    agent.destroy();
  }
}

function post(agent: Agent, url: string, { body, signature }: Webhook): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { [TIKTOK_SIGNATURE_HEADER]: signature, 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { agent, method: 'POST', headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`A genuine webhook was answered with ${answer.statusCode}.`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

function report(took: { ours: Took[]; bare: Took[] }): void {
  const [ours, bare] = [middle(took.ours), middle(took.bare)];
  console.table({ Airdate: ours, 'a bare server': bare });
  const timesBare = round(ours.totalMs / bare.totalMs);
  const metrics = {
    events,
    connections,
    ...ours,
    bareTotalMs: bare.totalMs,
    bareP99Ms: bare.p99Ms,
    timesBare,
  };
  const pass = ours.p99Ms < GOALS.p99MsAtMost && timesBare <= GOALS.timesBareAtMost;
  console.log(JSON.stringify({ bench: 'webhooks', metrics, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
}

/** The burst whose whole time is the median. */
function middle(bursts: Took[]): Took {
  const { totalMs, p50Ms, p99Ms } = bursts.toSorted((a, b) => a.totalMs - b.totalMs)[
    Math.floor(bursts.length / 2)
  ]!;
  return { totalMs: round(totalMs), p50Ms: round(p50Ms), p99Ms: round(p99Ms) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
