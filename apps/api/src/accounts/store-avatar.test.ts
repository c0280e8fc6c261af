import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createTestDeps } from '../../test/test-deps.ts';
import { avatarContentType, storeAvatar } from './store-avatar.ts';

type Answer = { status?: number; headers: Record<string, string>; body: Uint8Array | string };
let answer: Answer;
let requests = 0;
const server = createServer((_req, res) => {
  requests++;
  res.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const base = await createTestDeps({ jobs: [] });
const simulatorUrl = `http://127.0.0.1:${port}`;
const deps = { ...base, config: { ...base.config, simulatorUrl } };
const png = { headers: { 'content-type': 'image/png' }, body: new Uint8Array(1000).fill(7) };

beforeEach(() => {
  answer = png;
  requests = 0;
});

test('a picture is copied under a key made of the account and its content', async () => {
  const accountId = randomUUID();
  const key = await storeAvatar(deps, accountId, `${simulatorUrl}/a`);
  expect(key).toMatch(new RegExp(`^avatars/${accountId}-[0-9a-f]{16}\\.png$`));
  expect(await deps.storage.size(key ?? '')).toBe(1000);
  expect(avatarContentType(key ?? '')).toBe('image/png');
  answer = { ...png, body: new Uint8Array(1000).fill(8) };
  expect(await storeAvatar(deps, accountId, `${simulatorUrl}/a`)).not.toBe(key);
});

test.each<[string, Answer]>([
  ['an error page', { ...png, status: 403 }],
  ['no picture', { headers: { 'content-type': 'text/html' }, body: '<p>hello' }],
  ['a picture that can carry scripts', { headers: { 'content-type': 'image/svg+xml' }, body: '<svg/>' }],
  ['a picture of more than 1 MB', { ...png, body: new Uint8Array(1_000_001) }],
  ['a redirect', { ...png, status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
])('%s is not copied', async (_what, given) => {
  answer = given;
  expect(await storeAvatar(deps, randomUUID(), `${simulatorUrl}/a`)).toBeNull();
});

test('a picture of exactly 1 MB is copied', async () => {
  answer = { ...png, body: new Uint8Array(1_000_000) };
  expect(await storeAvatar(deps, randomUUID(), `${simulatorUrl}/a`)).not.toBeNull();
});

test.each([
  `http://localhost:${port}/a`,
  'http://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  'not an address',
])('%s is not asked for', async (url) => {
  expect(await storeAvatar(deps, randomUUID(), url)).toBeNull();
  expect(requests).toBe(0);
});
