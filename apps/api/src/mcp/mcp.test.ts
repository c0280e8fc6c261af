import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, expect, test } from 'vitest';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { createTestTeam } from '../../test/test-deps.ts';
import { globalId } from '../global-id.ts';
import { parseApiKey } from '../teams/api-key.ts';
import { revokeApiKey } from '../teams/revoke-api-key.ts';

const world = await createPublishingWorld();
const { deps, team } = world;
deps.config.allowPrivateDownloads = true;
// Two, of which any answers any request.
const [one, other] = [await startTestServer(deps), await startTestServer(deps)];
const apiKey = await testApiKey(team);

const clip = await readFile(new URL('../../test/media/portrait-h264.mp4', import.meta.url));
const files = createServer((_req, res) => res.writeHead(200, { 'content-length': clip.length }).end(clip));
await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
afterAll(() => files.close());
const clipUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}/harbour.mp4`;

/** @param mode of 2025: with a handshake; of 2026: each request says everything */
async function clientFor(key: string, { url } = one, mode: 'legacy' | 'auto' = 'legacy') {
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${key}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
  );
  afterAll(() => client.close());
  return client;
}

function caller(client: Client) {
  return async (name: string, input: Record<string, unknown> = {}) => {
    const { structuredContent, content, isError } = await client.callTool({ name, arguments: input });
    // biome-ignore lint/suspicious/noExplicitAny: results are as varied as the tools
    const { result, refusal } = structuredContent as { result?: any; refusal?: any };
    expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
    expect(Boolean(isError)).toBe(refusal !== undefined);
    return { result, refusal };
  };
}

const client = await clientFor(apiKey);
const newClient = await clientFor(apiKey, other, 'auto');
const [call, callOther] = [caller(client), caller(newClient)];
const connect = async (key: string) => caller(await clientFor(key));

test('clients of both protocols are served', () => {
  expect(client.getNegotiatedProtocolVersion()).toMatch(/^2025-/);
  expect(newClient.getNegotiatedProtocolVersion()).toMatch(/^2026-/);
});

test('every tool says what it does and takes, field by field', async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    'list_accounts',
    'upload_by_url',
    'media_status',
    'draft_post',
    'preflight_post',
    'schedule_post',
    'move_post',
    'cancel_post',
    'post_status',
  ]);
  for (const { name, description, inputSchema, outputSchema, annotations } of tools) {
    expect(description, name).toBeTruthy();
    for (const [field, schema] of Object.entries(inputSchema.properties ?? {})) {
      expect((schema as { description?: string }).description, `${name}.${field}`).toBeTruthy();
    }
    expect(Object.keys(outputSchema?.properties ?? {}), name).toEqual(['result', 'refusal']);
    const changes = 'idempotencyKey' in (inputSchema.properties ?? {});
    expect(annotations?.readOnlyHint, name).toBe(!changes);
  }
  expect(client.getInstructions()).toContain('preflight_post');
});

test('a video goes from its address to TikTok, and each call is done once for its key', async () => {
  const stop = await world.startWorker();
  const { accounts } = (await call('list_accounts')).result;
  expect(accounts).toMatchObject([{ nickname: world.username, status: 'ACTIVE', warnings: [] }]);

  const upload = { url: clipUrl, idempotencyKey: randomUUID() };
  const { result: media } = await call('upload_by_url', upload);
  expect((await callOther('upload_by_url', upload)).result).toEqual(media);
  await expect
    .poll(async () => (await callOther('media_status', { mediaAssetId: media.id })).result, {
      timeout: 20_000,
    })
    .toMatchObject({ status: 'READY', width: 1080, problems: [] });

  const draft = {
    accountId: accounts[0].id,
    mediaAssetId: media.id,
    caption: `By an assistant ${randomUUID()}`,
    privacyLevel: 'PUBLIC_TO_EVERYONE',
    idempotencyKey: randomUUID(),
  };
  const { result: post } = await call('draft_post', draft);
  expect(post.status).toBe('DRAFT');
  expect((await callOther('draft_post', draft)).result).toEqual(post);
  expect(await deps.db.post.count({ where: { caption: draft.caption } })).toBe(1);
  expect((await call('draft_post', { ...draft, caption: 'Another' })).refusal.code).toBe(
    'idempotency_key_reused',
  );

  const when = { localTime: inMs(3_600_000), timeZone: 'UTC' };
  const { result: preflight } = await call('preflight_post', { postId: post.id, ...when, agreedTo: [] });
  expect(preflight).toMatchObject({
    wouldGoOut: false,
    items: [{ severity: 'REFUSED', code: 'declaration_required' }],
    requiredDeclarations: ['MUSIC_USAGE'],
    contentHash: post.contentHash,
  });
  const agreement = { contentHash: preflight.contentHash, agreedTo: preflight.requiredDeclarations };
  const { result: planned } = await call('schedule_post', { postId: post.id, ...when, ...agreement });
  expect(planned).toMatchObject({ status: 'SCHEDULED', publishLocalTime: when.localTime });
  const soon = { localTime: inMs(2_000), timeZone: 'UTC' };
  const moved = await callOther('move_post', { postId: post.id, ...soon, ...agreement });
  expect(moved.result).toMatchObject({ status: 'SCHEDULED', publishLocalTime: soon.localTime });

  await world.reaches(rowOf(post.id), 'PUBLISHED');
  const { result: status } = await call('post_status', { postId: post.id });
  expect(status).toMatchObject({
    status: 'PUBLISHED',
    problem: null,
    account: { username: world.username },
    attempts: [{ outcome: 'PUBLISHED' }],
  });
  const types = status.events.map(({ type }: { type: string }) => type);
  expect(types).toEqual(expect.arrayContaining(['POST_CREATED', 'POST_SCHEDULED', 'POST_PUBLISHED']));
  expect(await world.onTikTok(rowOf(post.id))).toHaveLength(1);
  await stop();
});

test('a refusal has the code, the sentence and the next step of the API', async () => {
  const id = globalId('Post', await world.draft());
  const wrong = { postId: id, contentHash: 'another', agreedTo: ['MUSIC_USAGE'] };
  const past = { ...wrong, localTime: '2020-01-01T09:00', timeZone: 'UTC' };
  const { refusal } = await call('schedule_post', past);
  expect(refusal).toMatchObject({ code: 'time_in_past', path: ['localTime'], retryable: false });
  expect(refusal.nextStep).toBe('Choose a later time.');
  expect((await call('schedule_post', { ...wrong, when: 'NOW' })).refusal.code).toBe('post_changed');
  expect((await call('schedule_post', { ...wrong, when: 'LOCAL_TIME' })).refusal.code).toBe('BAD_USER_INPUT');
  expect((await call('upload_by_url', { url: 'ftp://example.com/' })).refusal.code).toBe(
    'download_url_not_allowed',
  );
  expect((await call('cancel_post', { postId: id })).result.status).toBe('CANCELLED');
  expect((await call('schedule_post', { ...wrong, when: 'NOW' })).refusal.code).toBe('action_not_available');
  const malformed = await client.callTool({ name: 'media_status', arguments: { mediaAssetId: 1 } });
  expect(malformed.isError).toBe(true);
  expect(JSON.stringify(malformed.content)).toContain('mediaAssetId');
});

test('a message too large for the API behind it is refused as that, and not as a failure of ours', async () => {
  const { refusal } = await call('upload_by_url', { url: 'x'.repeat(262_144 - 200) });
  expect(refusal.code).toBe('REQUEST_ENTITY_TOO_LARGE');
});

test('the reason of TikTok is told with the post', async () => {
  const id = await world.draft();
  const data = { status: 'FAILED', problemCode: 'spam_risk', problemLogId: 'log-1' } as const;
  await deps.db.post.update({ where: { id }, data });
  const { result } = await call('post_status', { postId: globalId('Post', id) });
  expect(result.problem).toMatchObject({ code: 'spam_risk', logId: 'log-1' });
  expect(result.problem.nextStep).not.toBe('');
});

test('a key does what its role may, and sees its own team only', async () => {
  const asViewer = await connect(await testApiKey(team, 'VIEWER'));
  expect((await asViewer('list_accounts')).result.accounts).toHaveLength(1);
  expect((await asViewer('upload_by_url', { url: clipUrl })).refusal.code).toBe('forbidden');

  const stranger = await connect(await testApiKey(await createTestTeam(deps)));
  const postId = globalId('Post', await world.draft());
  const mediaAssetId = globalId('MediaAsset', world.video.id);
  expect((await stranger('list_accounts')).result.accounts).toEqual([]);
  for (const [name, input] of [
    ['post_status', { postId }],
    ['cancel_post', { postId }],
    ['preflight_post', { postId }],
    ['media_status', { mediaAssetId }],
    ['draft_post', { accountId: globalId('Account', world.accountId), mediaAssetId }],
    ['schedule_post', { postId, when: 'NOW', contentHash: 'x', agreedTo: [] }],
  ] as const) {
    expect((await stranger(name, input)).refusal?.code, name).toBe('not_found');
  }
  const others = globalId('Account', world.accountId);
  expect((await call('post_status', { postId: others })).refusal.code).toBe('not_found');
});

test('a key that is revoked opens nothing from the next request on', async () => {
  const key = await testApiKey(team);
  const use = await connect(key);
  expect((await use('list_accounts')).result.accounts).toHaveLength(1);
  const { prefix } = parseApiKey(key)!;
  const { id: apiKeyId } = await deps.db.apiKey.findUniqueOrThrow({ where: { prefix } });
  await revokeApiKey({ ...team, role: 'ADMIN' }, { apiKeyId });
  await expect(use('list_accounts')).rejects.toThrow();
});

const USUAL = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  authorization: `Bearer ${apiKey}`,
};
type Sent = { headers?: Record<string, string>; body?: string; method?: string };
async function send({ headers, body = '{}', method = 'POST' }: Sent) {
  const { status, headers: answered } = await fetch(`${one.url}/mcp`, {
    method,
    headers: { ...USUAL, ...headers },
    ...(method === 'POST' && { body }),
  });
  return { status, challenge: answered.get('www-authenticate') };
}

test.each<[string, Sent, number]>([
  ['no key', { headers: { authorization: '' } }, 401],
  ['a wrong key', { headers: { authorization: 'Bearer adk_wrong' } }, 401],
  ['another site', { headers: { origin: 'https://evil.example' } }, 403],
  ['a name that was bound anew', { headers: { origin: 'http://rebound.example:3000' } }, 403],
  ['GET, for a stream', { method: 'GET', headers: { accept: 'text/event-stream' } }, 405],
  ['DELETE', { method: 'DELETE' }, 405],
  ['a batch', { body: '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]' }, 400],
  ['no JSON', { body: 'nonsense' }, 400],
  ['too many bytes', { body: ' '.repeat(262_145) }, 413],
])('%s is refused', async (_what, sent, status) => {
  const answer = await send(sent);
  expect(answer).toEqual({ status, challenge: status === 401 ? 'Bearer' : null });
});

test('our own pages are let through by their origin', async () => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const headers = { origin: new URL(deps.config.appUrl).origin };
  expect((await send({ headers, body })).status).toBe(200);
});

const rowOf = (id: string) => Buffer.from(id, 'base64').toString().split(':')[1]!;
const inMs = (ms: number) => new Date(deps.clock.now().getTime() + ms).toISOString().slice(0, 19);
