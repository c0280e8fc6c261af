import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '@airdate/db/embedded';
import { afterAll, expect, test } from 'vitest';
import { testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { openSocket } from '../../test/web-socket-client.ts';
import { killHard, startProcess } from '../../test/worker-process.ts';
import { hashPassword } from '../sign-in/password.ts';

const PASSWORD = 'correct horse battery';
const WRONG = 'wrong horse battery';
const ADDRESS = '203.0.113.77';
const EVIL = 'https://evil.example';

const deps = await createTestDeps({ jobs: [] });
const team = await createTestTeam(deps);
const [key, revoked] = [await testApiKey(team), await testApiKey(team)];
const prefixOf = (secret: string) => secret.split('_').slice(0, 2).join('_');
const { id: revokedId } = await deps.db.apiKey.update({
  where: { prefix: prefixOf(revoked) },
  data: { revokedAt: new Date() },
});
const user = await deps.db.user.create({ data: { name: 'Marta Member', email: 'marta@example.com' } });
await deps.db.member.create({ data: { teamId: team.teamId, userId: user.id, role: 'EDITOR' } });
await deps.db.authAccount.create({
  data: {
    ...{ userId: user.id, providerId: 'credential', accountId: user.id },
    password: await hashPassword(PASSWORD),
  },
});

let output = '';
const port = await findFreePort();
const url = `http://127.0.0.1:${port}`;
const served = await startProcess(
  deps,
  'http',
  {
    API_PORT: String(port),
    LOG_LEVEL: 'info',
    LIMIT_SOCKETS_PER_VIEWER: '2',
    LIMIT_SUBSCRIPTIONS_PER_VIEWER: '1',
  },
  (text) => {
    output += text;
  },
);
afterAll(() => killHard(served));

type Line = Record<string, unknown> & { level: number };
const lines = () =>
  output
    .split('\n')
    .slice(0, -1)
    .map((text): Line => JSON.parse(text) as Line);
const told = (security: string) => lines().filter((line) => line.security === security);

/** The process believes its own machine, as it would a proxy. */
const from = { 'x-forwarded-for': ADDRESS };
const auth = (secret: string) => ({ authorization: `Bearer ${secret}` });

function graphql(headers: Record<string, string>, body = '{"query":"{ __typename }"}') {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...from, 'content-type': 'application/json', ...headers },
    body,
  });
}

const signIn = (password: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/auth/sign-in/email`, {
    method: 'POST',
    headers: {
      ...from,
      'content-type': 'application/json',
      origin: new URL(deps.config.appUrl).origin,
      ...headers,
    },
    body: JSON.stringify({ email: user.email, password }),
  });

const viewer = `user:${user.id}`;

test.each<[what: string, act: () => Promise<unknown>, security: string, facts: object]>([
  ['a wrong password', () => signIn(WRONG), 'sign_in_failed', { path: '/auth/sign-in/email' }],
  ['a right one', () => signIn(PASSWORD), 'signed_in', { viewer, reason: 'password' }],
  [
    'a sign-in that another site sends',
    () => signIn(PASSWORD, { origin: EVIL, cookie: 'a=b' }),
    'forbidden',
    { path: '/auth/sign-in/email' },
  ],
  [
    'a revoked key',
    () => graphql(auth(revoked)),
    'key_refused',
    { viewer: `apiKey:${revokedId}`, reason: 'revoked' },
  ],
  ['a key that is none', () => graphql(auth('adk_nothing')), 'key_refused', { reason: 'malformed' }],
  [
    'a request that another site sends',
    () => graphql({ cookie: 'a=b', origin: EVIL }),
    'forbidden',
    { path: '/graphql' },
  ],
  [
    'a body that is too large',
    () => graphql(auth(key), ' '.repeat(300_000)),
    'limit_reached',
    { path: '/graphql', reason: 'size' },
  ],
  [
    'a forged webhook',
    () => fetch(`${url}/webhooks/tiktok`, { method: 'POST', headers: from, body: '{}' }),
    'webhook_refused',
    { reason: 'signature_missing' },
  ],
  [
    'an upload that is none of theirs to begin',
    async () =>
      fetch(`${url}/uploads`, {
        method: 'POST',
        headers: {
          ...from,
          ...auth(await testApiKey(team, 'VIEWER')),
          ...{ 'tus-resumable': '1.0.0', 'upload-length': '5', 'upload-metadata': 'filename YQ==' },
        },
      }),
    'forbidden',
    { path: '/uploads', viewer: expect.stringContaining('apiKey:') },
  ],
  [
    'a socket too many',
    async () => {
      const clients = [1, 2, 3].map(() => openSocket(url, auth(key), from).catch(() => null));
      for (const client of await Promise.all(clients)) client?.socket.close();
    },
    'limit_reached',
    { reason: 'sockets of a viewer', viewer: expect.stringContaining('apiKey:') },
  ],
  [
    'a message that is too large',
    async () => {
      const client = await openSocket(url, auth(await testApiKey(team)), from);
      client.socket.send('x'.repeat(1_000_000));
      await client.closes;
    },
    'limit_reached',
    { reason: 'message size' },
  ],
])('%s is told, with the address and who it was', async (_what, act, security, facts) => {
  await act();
  await expect
    .poll(() => told(security))
    .toContainEqual(
      expect.objectContaining({ ...facts, address: ADDRESS, level: security === 'signed_in' ? 30 : 40 }),
    );
});

test('what a role does not allow is told, with who tried', async () => {
  const query =
    'mutation { cancelPost(input: { postId: "UG9zdDowMTlhYTAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA=" }) { __typename } }';
  await graphql(auth(await testApiKey(team, 'APPROVER')), JSON.stringify({ query }));
  await expect
    .poll(() => told('forbidden'))
    .toContainEqual(
      expect.objectContaining({
        reason: 'APPROVER is below EDITOR',
        viewer: expect.stringContaining('apiKey:'),
      }),
    );
});

/** Begins a request and goes away. */
async function goAway(path: string, headers: Record<string, string>, method = 'POST'): Promise<void> {
  const req = request(url + path, {
    method,
    agent: false,
    headers: { ...from, 'content-length': 1000, ...headers },
  });
  req.on('error', () => {});
  req.write('{"q');
  await once(req, 'socket');
  await delay(20);
  req.destroy();
}

test('whatever clients do wrong, however often, every line is JSON and none is an error', async () => {
  const before = lines().length;
  const created = await fetch(`${url}/uploads`, {
    method: 'POST',
    headers: {
      ...auth(key),
      'tus-resumable': '1.0.0',
      'upload-length': '1000',
      'upload-metadata': 'filename YQ==',
    },
  });
  const upload = created.headers.get('location')!;
  const json = { 'content-type': 'application/json' };
  const part = {
    'tus-resumable': '1.0.0',
    'upload-offset': '0',
    'content-type': 'application/offset+octet-stream',
  };
  for (let round = 0; round < 10; round++) {
    await Promise.all([
      ...Array.from({ length: 10 }, () => graphql(auth(revoked))),
      ...Array.from({ length: 10 }, (_, at) =>
        graphql({ ...auth('adk_x'), 'x-forwarded-for': `203.0.${round}.${at}` }),
      ),
      signIn(WRONG),
      signIn(WRONG, { 'content-type': 'multipart/form-data; boundary=x' }),
      signIn(WRONG, { origin: `https://evil${round}.example`, cookie: 'a=b' }),
      goAway('/graphql', { ...auth(key), ...json }),
      goAway('/auth/sign-in/email', { ...json, origin: new URL(deps.config.appUrl).origin }),
      goAway('/webhooks/tiktok', json),
      goAway('/uploads', { ...auth(key), 'tus-resumable': '1.0.0' }),
      goAway(upload, { ...auth(key), ...part }, 'PATCH'),
      breakSocket(),
    ]);
  }
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const written = lines().slice(before);
  expect(written.filter(({ level }) => level >= 50)).toEqual([]);
  expect(written.length).toBeLessThan(120);
});

/** Opens a WebSocket, and sends what no frame is. */
async function breakSocket(): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const closed = once(socket, 'close');
  socket.on('error', () => {});
  socket.write(
    'GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  await once(socket, 'data');
  socket.write(Buffer.alloc(64, 0xff));
  socket.resume();
  await closed;
}

test('nothing in the log is secret', async () => {
  for (const secret of [key, revoked, PASSWORD, WRONG, user.email]) expect(output).not.toContain(secret);
});
