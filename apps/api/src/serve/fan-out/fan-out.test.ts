import { createDb } from '@airdate/db';
import { afterAll, expect, test } from 'vitest';
import { startTestServer, testApiKey } from '../../../test/graphql-client.ts';
import { subscribe, TRANSPORTS } from '../../../test/matrix/subscriber.ts';
import { createTestAccount, createTestDeps, createTestTeam } from '../../../test/test-deps.ts';
import { openSocket, type SocketClient } from '../../../test/web-socket-client.ts';
import { withTransaction } from '../../context.ts';
import { appendEvents, type NewEvents } from '../../events/append-events.ts';
import { globalId } from '../../global-id.ts';

const base = await createTestDeps({ jobs: [] });
const statements: string[] = [];
const counted = createDb({ url: base.databaseUrl, onQuery: ({ sql }) => statements.push(sql) });
afterAll(() => counted.$disconnect());
const refusals: unknown[] = [];
const deps = {
  ...base,
  db: counted,
  securityLog: { flush: () => {}, note: (...facts: unknown[]) => void refusals.push(facts) },
  config: {
    ...base.config,
    limits: { ...base.config.limits, unreadBytes: 1_500_000, socketsPerViewer: 200 },
  },
};
const { url } = await startTestServer(deps);

const FOLLOW = 'subscription ($after: String) { teamEvents(after: $after) { cursor data } }';
type Heard = { cursor: string; data: { n: number } };

async function newTeam() {
  const team = await createTestTeam(base);
  const authorization = `Bearer ${await testApiKey(team)}`;
  const event = (n: number, pad = ''): NewEvents[number] => ({
    teamId: team.teamId,
    type: 'media.deleted',
    data: { n, pad } as never,
    at: base.clock.now(),
  });
  const append = (events: NewEvents) =>
    withTransaction(base.db, (tx) => appendEvents(tx, { kind: 'system' }, events));
  const happen = async (from: number, to: number, pad = '') => {
    for (let n = from; n < to; n += 500)
      await append(Array.from({ length: Math.min(500, to - n) }, (_, i) => event(n + i, pad)));
  };
  return { team, authorization, append, happen };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const nextsOf = ({ messages }: SocketClient, id = '1') =>
  messages.filter((message) => message.type === 'next' && message.id === id);
const numbersOf = (client: SocketClient) =>
  nextsOf(client).map(({ payload }) => (payload as { data: { teamEvents: Heard } }).data.teamEvents.data.n);

/** Follows from the beginning of the log, and has been taken in. */
async function follow(authorization: string, query = FOLLOW, variables: object = { after: 'BEGINNING' }) {
  const client = await openSocket(url, { authorization });
  client.send({ type: 'subscribe', id: '1', payload: { query, variables } });
  return client;
}

test('who is cut 100 times during 10,000 events hears each once and in order, by whatever transport', async () => {
  const { authorization, happen } = await newTeam();
  const headers = { authorization };
  const heard: number[] = [];
  let after = 'BEGINNING';
  for (let cut = 0; cut < 100; cut++) {
    const happening = happen(cut * 100, cut * 100 + 100);
    // In the middle of what is on its way, but for the last one.
    const until = cut * 100 + (cut === 99 ? 100 : 1 + ((cut * 37) % 100));
    const request = { query: FOLLOW, variables: { after } };
    const answers = subscribe(TRANSPORTS[cut % 2]!, url, { headers }, request);
    for await (const { data, errors } of answers) {
      expect(errors).toBeUndefined();
      const event = data.teamEvents as Heard;
      if (event.data.n === undefined) continue;
      heard.push(event.data.n);
      after = event.cursor;
      if (heard.length === until) break;
    }
    await happening;
  }
  expect(heard).toEqual(range(0, 10_000));
});

test('what an event costs does not grow with its subscribers, and others are not woken', async () => {
  const { authorization, append, happen, team } = await newTeam();
  const account = await createTestAccount(base.db, team.teamId);
  const other = await createTestAccount(base.db, team.teamId);
  const OF_POSTS =
    'subscription ($of: ID) { postEvents(accountId: $of, after: "BEGINNING") { data account { nickname } } }';
  const published = (accountId: string) =>
    append([
      {
        ...{ teamId: team.teamId, type: 'post.published', accountId, at: base.clock.now() },
        data: { publishId: 'p', logId: null },
      },
    ]);
  const ofAccount = (id: string) => follow(authorization, OF_POSTS, { of: globalId('Account', id) });
  const cost = async (clients: SocketClient[], tell: () => Promise<void>) => {
    const before = clients.map((client) => nextsOf(client).length);
    statements.length = 0;
    await tell();
    await Promise.all(
      clients.map((client, i) => expect.poll(() => nextsOf(client).length).toBe(before[i]! + 1)),
    );
    return statements.filter((sql) => /FROM "public"."(events|accounts)"/.test(sql)).length;
  };
  const first = await ofAccount(account.id);
  await cost([first], () => published(account.id));
  const alone = await cost([first], () => published(account.id));
  const many = await Promise.all(range(0, 30).map(() => ofAccount(account.id)));
  for (const client of many) await expect.poll(() => nextsOf(client).length).toBe(2);
  const strangers = await Promise.all(range(0, 10).map(() => ofAccount(other.id)));
  await cost(strangers, () => published(other.id));
  expect(await cost([first, ...many], () => published(account.id))).toBe(alone);
  // The log is read, and nothing else: nobody follows this.
  expect(await cost([], () => happen(0, 1))).toBeLessThanOrEqual(1);
  expect(nextsOf(strangers[0]!)).toHaveLength(1);
  expect(new Set(many.map((client) => JSON.stringify(nextsOf(client)))).size).toBe(1);
  for (const { socket } of [first, ...many, ...strangers]) socket.close();
});

test('everybody is answered as their role and they themselves would be alone', async () => {
  const { append, team } = await newTeam();
  const account = await createTestAccount(base.db, team.teamId);
  const query =
    'subscription { accountEvents(after: "BEGINNING") { account { id tokenAccesses(first: 1) { edges { cursor } } } } }';
  const keys = [
    await testApiKey(team, 'VIEWER'),
    await testApiKey(team, 'VIEWER'),
    await testApiKey(team, 'ADMIN'),
  ];
  const clients = await Promise.all(keys.map((key) => follow(`Bearer ${key}`, query)));
  refusals.length = 0;
  await append([
    {
      ...{ teamId: team.teamId, type: 'account.updated', accountId: account.id, at: base.clock.now() },
      data: { timeZone: 'UTC' },
    },
  ]);
  for (const client of clients) await client.receives(({ type }) => type === 'next');
  const [one, two, admin] = clients.map((client) => nextsOf(client).map(({ payload }) => payload));
  expect(one).toMatchObject([{ errors: [{ extensions: { code: 'forbidden' } }] }]);
  expect(two).toEqual(one);
  expect(admin).toEqual([
    {
      data: {
        accountEvents: { account: { id: globalId('Account', account.id), tokenAccesses: { edges: [] } } },
      },
    },
  ]);
  // Both who were refused are named.
  const named = refusals.map((facts) => (facts as [string, { viewer: string }])[1].viewer);
  expect(new Set(named).size).toBe(2);
  for (const { socket } of clients) socket.close();
});

test('nothing is delivered while it is in doubt who listens, and nothing is lost by it', async () => {
  const { authorization, happen, team } = await newTeam();
  const { id } = await base.db.apiKey.findFirstOrThrow({ where: { teamId: team.teamId } });
  const control = await openSocket(url, { authorization: `Bearer ${await testApiKey(team)}` });
  const client = await follow(authorization);
  await happen(0, 1);
  await expect.poll(() => numbersOf(client).at(-1)).toBe(0);
  control.send({ type: 'subscribe', id: '1', payload: { query: FOLLOW } });
  control.send({ type: 'subscribe', id: '2', payload: { query: '{ viewer { team { name } } }' } });
  await control.receives((message) => message.id === '2' && message.type === 'complete');
  await base.db.$executeRaw`ALTER TABLE api_keys RENAME TO away`;
  try {
    await base.db.$executeRaw`SELECT pg_notify('airdate_viewers', ${`apiKey:${id}`})`;
    await happen(1, 20);
    await expect.poll(() => numbersOf(control).at(-1)).toBe(19);
    expect(numbersOf(client).at(-1)).toBe(0);
  } finally {
    await base.db.$executeRaw`ALTER TABLE away RENAME TO api_keys`;
  }
  await expect.poll(() => numbersOf(client).length, { timeout: 5_000 }).toBeGreaterThan(19);
  expect(numbersOf(client).slice(-20)).toEqual(range(0, 20));
  for (const { socket } of [client, control]) socket.close();
});

test('who does not read is closed with a code, and goes on behind the last event without a gap', async () => {
  const { authorization, happen } = await newTeam();
  const client = await follow(authorization);
  await happen(0, 1);
  await expect.poll(() => numbersOf(client).at(-1)).toBe(0);
  client.socket.pause();
  // More than the buffers of a connection hold.
  const total = 2_501;
  await happen(1, total, 'x'.repeat(8_000));
  const reader = await follow(authorization);
  await expect.poll(() => numbersOf(reader).at(-1), { timeout: 10_000 }).toBe(total - 1);
  client.socket.resume();
  expect(await client.closes).toBe(4413);
  const before = numbersOf(client).filter((n) => n !== undefined);
  const last = nextsOf(client).at(-1)!.payload as { data: { teamEvents: Heard } };
  const again = await follow(authorization, FOLLOW, { after: last.data.teamEvents.cursor });
  await expect.poll(() => numbersOf(again).at(-1), { timeout: 10_000 }).toBe(total - 1);
  expect([...before, ...numbersOf(again)]).toEqual(range(0, total));
  for (const { socket } of [reader, again]) socket.close();
});
