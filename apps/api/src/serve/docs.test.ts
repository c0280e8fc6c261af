import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { startEventListener } from '../events/event-listener.ts';
import { globalId } from '../global-id.ts';
import { createWebhookEndpoint } from '../webhooks/create-webhook-endpoint.ts';
import { sendTestWebhook } from '../webhooks/send-test-webhook.ts';
import { startWebhookSender } from '../webhooks/start-webhook-sender.ts';

const page = (name: string) => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');
const pages = page('graphql.md') + page('webhooks.md');
const mcpPage = page('mcp.md');
const blocks = (language: string, text = pages) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code!);

const exampleWith = (text: string) => blocks('js').find((code) => code.includes(text))!;

const world = await createPublishingWorld();
const { url } = await startTestServer(world.deps);
const apiKey = await testApiKey(world.team, 'ADMIN');
const ask = graphqlClient(url, apiKey);
const { id: scheduleId } = await world.deps.db.schedule.findUniqueOrThrow({
  where: { accountId: world.accountId },
});

const owner = { ...world.team, role: 'OWNER' as const };
world.deps.config.allowPrivateWebhooks = true;
const receiverPort = await freePort();
const { endpoint, secret } = await createWebhookEndpoint(owner, { url: `http://127.0.0.1:${receiverPort}/` });

const postId = await world.draft();
const draftId = await world.draft();
const approvedId = await world.draft();
const values: Record<string, string> = {
  APPROVED_ID: globalId('Post', approvedId),
  APPROVED_HASH: (await world.agreement(approvedId)).contentHash,
  DRAFT_ID: globalId('Post', draftId),
  DRAFT_HASH: (await world.agreement(draftId)).contentHash,
  ACCOUNT_ID: globalId('Account', world.accountId),
  MEDIA_ASSET_ID: globalId('MediaAsset', world.video.id),
  POST_ID: globalId('Post', postId),
  CONTENT_HASH: (await world.agreement(postId)).contentHash,
  SCHEDULE_ID: globalId('Schedule', scheduleId),
  WEBHOOK_ENDPOINT_ID: globalId('WebhookEndpoint', endpoint.id),
  NEXT_YEAR: String(new Date().getUTCFullYear() + 1),
};
const filledIn = (code: string) =>
  code.replaceAll(/\b[A-Z_]+_(ID|YEAR|HASH)\b/g, (name) => values[name] ?? name);

test.each(
  [...blocks('graphql'), ...blocks('graphql', mcpPage)].map(
    (code) => [/(?:query|mutation) (\w+)/.exec(code)?.[1] ?? code, code] as const,
  ),
)('the example "%s" of the pages answers without an error', async (_name, code) => {
  const { data, errors } = await ask(filledIn(code));
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).not.toMatch(/"__typename":"\w+Error"|"code":"(not_found|invalid_input)"/);
  expect(JSON.stringify(data)).not.toMatch(/:null}$/);
});

test('the subscription example follows the log from its beginning and ends by itself', async () => {
  const lines = await linesOf(exampleWith('graphql-ws'), { AFTER: 'BEGINNING' });
  expect(lines.at(-1)).toBe('POST_SCHEDULED');
});

test('the idempotency example makes one post', async () => {
  expect(await linesOf(exampleWith('idempotency-key'), values)).toEqual(['true true']);
  expect(await world.deps.db.post.count({ where: { caption: 'Sent twice, made once' } })).toBe(1);
});

test('the example of the page of MCP drafts a post', async () => {
  expect(await linesOf(blocks('js', mcpPage)[0]!, values)).toEqual(['DRAFT true 0']);
});

test('the configuration of Claude Desktop can be read', () => {
  const { mcpServers } = JSON.parse(blocks('json', mcpPage)[0]!);
  expect(mcpServers.airdate.args).toContain('mcp-remote');
});

test('the Code node of the n8n recipe takes what is signed with the secret, and nothing else', async () => {
  const code = blocks('javascript', mcpPage)[0]!;
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  const run = new AsyncFunction('$input', '$env', 'require', code);
  const body = JSON.stringify({ type: 'media.ready', data: { mediaAssetId: 'm' } });
  const receive = async (at: Date, sent: string) => {
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': `v1,old ${new Webhook(secret).sign('msg_1', at, body)}`,
    };
    const node = { helpers: { getBinaryDataBuffer: async () => Buffer.from(sent) } };
    const input = { first: () => ({ json: { headers } }) };
    return run.call(node, input, { AIRDATE_WEBHOOK_SECRET: secret }, createRequire(import.meta.url));
  };
  const event = { id: 'msg_1', type: 'media.ready', data: { mediaAssetId: 'm' } };
  expect(await receive(new Date(), body)).toEqual([{ json: event }]);
  await expect(receive(new Date(), `${body} `)).rejects.toThrow('not from Airdate');
  await expect(receive(new Date(Date.now() - 600_000), body)).rejects.toThrow('not from Airdate');
});

test('the checksum example knows a whole key from a cut and a mistyped one', async () => {
  expect(await linesOf(exampleWith('crc32'), {})).toEqual(['true false false']);
});

test('the page says what its example costs', async () => {
  const example = blocks('graphql').find((code) => code.includes('query Cost'))!;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ query: example }),
  });
  const told = Object.keys(JSON.parse(blocks('json').find((json) => json.includes('"cost"'))!).cost);
  const { extensions } = (await response.json()) as { extensions: { cost: Record<string, number> } };
  expect(Object.keys(extensions.cost)).toEqual(told);
  expect(extensions.cost).toMatchObject({ requested: 201, maximum: 100_000, restoredPerSecond: 2000 });
});

/** What an example prints. */
async function linesOf(code: string, env: Record<string, string>): Promise<string[]> {
  const script = new URL('../../test/docs-example.mjs', import.meta.url);
  await writeFile(script, code);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script.pathname], {
      env: { ...process.env, AIRDATE_URL: url, AIRDATE_KEY: apiKey, ...env },
      timeout: 20_000,
    });
    return stdout.trim().split('\n');
  } finally {
    await rm(script);
  }
}

test('the receiver of the page of webhooks takes what is signed with its secret, and nothing else', async () => {
  const script = new URL('../../test/docs-receiver.mjs', import.meta.url);
  await writeFile(script, exampleWith('WEBHOOK_SECRET'));
  const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: String(receiverPort) };
  const receiver = spawn(process.execPath, [script.pathname], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const listener = await startEventListener(world.deps.databaseUrl, world.deps.log);
  const stop = startWebhookSender(world.deps, listener);
  try {
    let told = '';
    receiver.stdout.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    const forged = () =>
      fetch(`http://127.0.0.1:${receiverPort}/`, { method: 'POST', body: '{}' }).then(
        ({ status }) => status,
        () => null,
      );
    await expect.poll(forged, { timeout: 20_000 }).toBe(401);
    await sendTestWebhook(owner, endpoint.id);
    await expect.poll(() => told, { timeout: 20_000 }).toContain('webhook.test A test of Airdate.\n');
  } finally {
    await stop();
    await listener.close();
    const ended = once(receiver, 'exit');
    receiver.kill();
    await ended;
    await rm(script);
  }
});

/** One that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
