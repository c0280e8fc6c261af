import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiKey } from '../fixtures/api-key.ts';
import { expect, test } from '../fixtures/browser.ts';
import { connectCreator } from '../fixtures/connect-creator.ts';
import type { GraphQLClient } from '../fixtures/graphql-client.ts';
import { startInstallation } from '../fixtures/installation.ts';
import { commandLines } from '../fixtures/marked-processes.ts';
import { awaitStatus, publishNew } from '../fixtures/posts.ts';
import { simulatorSecrets } from '../fixtures/simulator-secrets.ts';
import { storedText } from '../fixtures/stored-text.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';

const CREATOR_INFO = `query ($accountId: ID!) {
  node(id: $accountId) { ... on Account { creatorInfo { __typename } } }
}`;
const newKey = () => `k1:${randomBytes(32).toString('base64')}`;

test('no secret is in logs, errors, jobs, events, the database or process lists', async ({ makeVideo }) => {
  test.setTimeout(150_000);
  const simulatorDir = mkdtempSync(join(tmpdir(), 'airdate-simulator-'));
  const answers: string[] = [];
  const secrets: Record<string, string> = {};
  const places = new Map<string, string>();
  {
    await using stack = new AsyncDisposableStack();
    const installation = await startInstallation(
      stack,
      { http: 1, worker: 1 },
      { env: { LOG_LEVEL: 'trace' }, simulator: ['--data-dir', simulatorDir], keepOutput: true },
    );
    const { owner, simulator, env, output, start } = installation;
    const say = async (response: Promise<Response>) => {
      const { status, headers, body } = await response.then(async (answer) => ({
        status: answer.status,
        headers: JSON.stringify([...answer.headers]),
        body: await answer.text(),
      }));
      answers.push(`${status} ${headers} ${body}`);
      return status;
    };
    const key = await createApiKey(owner, 'secrets');
    const program = owner.as(key);
    const [session = ''] = /(?<=session_token=)[^;]+/.exec(JSON.stringify(owner.credentials)) ?? [];
    const typed = {
      password: `typed-${randomBytes(9).toString('hex')}`,
      key: `typed-${randomBytes(9).toString('hex')}`,
    };
    Object.assign(secrets, {
      'client secret': env.TIKTOK_CLIENT_SECRET,
      'encryption key': env.TOKEN_ENCRYPTION_KEYS!.split(':')[1],
      'session secret': env.SESSION_SECRET,
      'database password': new URL(env.DATABASE_URL!).password,
      'API key': (key as { authorization: string }).authorization.split(' ')[1],
      'session cookie': decodeURIComponent(session),
      'session token': decodeURIComponent(session).split('.')[0],
      password: 'a long enough password',
      'mistyped password': typed.password,
      'unknown API key': typed.key,
    });

    await test.step('connect, publish, and TikTok refuses now and then', async () => {
      await simulator.addFault({ point: 'oauth.exchange', effect: { kind: 'http', status: 500 } });
      await connectCreator(owner, 'quiet.quinn').catch((error: Error) => answers.push(error.message));
      const accountId = await connectCreator(owner, 'mia.makes');
      const mediaAssetId = await uploadVideo(program, await makeVideo({ sizeBytes: MEGABYTE }));
      await simulator.addFault({
        point: 'video.init',
        effect: { kind: 'error', code: 'access_token_invalid' },
      });
      await simulator.addFault({ point: 'upload', effect: { kind: 'http', status: 500, body: 'upstream' } });
      await simulator.addFault({ point: 'status.fetch', effect: { kind: 'drop' } });
      const input = { accountId, mediaAssetId, caption: 'Published', privacyLevel: 'SELF_ONLY' };
      await awaitStatus(program, await publishNew(program, input), 'PUBLISHED', 60_000);
      await simulator.addFault({ point: 'video.init', effect: { kind: 'error', code: 'invalid_params' } });
      await awaitStatus(program, await publishNew(program, { ...input, caption: 'Fails' }), 'FAILED', 60_000);

      const refused = { kind: 'error', code: 'access_token_invalid' };
      await simulator.addFault({ point: 'creator_info.query', effect: refused });
      await simulator.addFault({
        point: 'oauth.refresh',
        effect: { kind: 'error', code: 'server_error' },
        times: 2,
      });
      await say(ask(program, CREATOR_INFO, { accountId }));
      await test.step('a process with another encryption key opens nothing', async () => {
        const stranger = await start({ ROLE: 'http', API_PORT: '0', TOKEN_ENCRYPTION_KEYS: newKey() });
        const { address } = listening(output());
        const there = program.at(`http://127.0.0.1:${address.port}`);
        await say(ask(there, CREATOR_INFO, { accountId }));
        expect(answers.at(-1)).toContain('INTERNAL_SERVER_ERROR');
        await stranger.stop();
      });
      await simulator.addFault({ point: 'creator_info.query', effect: refused });
      await simulator.addFault({
        point: 'oauth.refresh',
        effect: { kind: 'error', code: 'invalid_grant' },
        times: 2,
      });
      await say(ask(program, CREATOR_INFO, { accountId }));
    });

    await test.step('bad requests', async () => {
      const json = { 'content-type': 'application/json' };
      const signIn = (body: unknown) =>
        say(
          owner.fetch('/auth/sign-in/email', { method: 'POST', headers: json, body: JSON.stringify(body) }),
        );
      await signIn({ email: 'olive@example.com', password: typed.password });
      await signIn({ email: 'olive\u0000@example.com', password: typed.password });
      await signIn({ email: 7, password: typed.password });
      const change = { currentPassword: typed.password, newPassword: 'x' };
      await say(
        owner.fetch('/auth/change-password', { method: 'POST', headers: json, body: JSON.stringify(change) }),
      );
      for (const bearer of [typed.key, `${secrets['API key']}x`, `adk_${'x'.repeat(5000)}${typed.key}`]) {
        await say(ask(owner.as({ authorization: `Bearer ${bearer}` }), '{ viewer { role } }'));
      }
      await say(ask(program, '{ nothing }'));
      await say(ask(program, CREATOR_INFO, { accountId: `\u0000${typed.key}` }));
      await say(program.fetch('/graphql', { method: 'POST', headers: json, body: '{ "query": ' }));
      await say(owner.fetch(`/oauth/tiktok/callback?code=${typed.key}&state=${typed.key}`));
      await say(
        owner.fetch('/webhooks/tiktok', {
          method: 'POST',
          headers: { 'tiktok-signature': 't=1,s=00' },
          body: '{}',
        }),
      );
      await say(owner.fetch('/uploads', { method: 'POST', headers: { 'upload-length': 'x' } }));
      const broken = { SESSION_SECRET: 'too-short-secret', TOKEN_ENCRYPTION_KEYS: 'k1:dG9vLXNob3J0' };
      secrets['unusable key'] = 'dG9vLXNob3J0';
      secrets['unusable session secret'] = broken.SESSION_SECRET;
      for (const [name, value] of Object.entries(broken)) {
        await start({ [name]: value, API_PORT: '0' }).catch((error: Error) => answers.push(error.message));
      }
    });

    places.set('process list', commandLines().join('\n'));
    for (const [table, text] of await storedText(env.DATABASE_URL!)) places.set(table, text);
    places.set('answers', answers.join('\n'));
    await stack.disposeAsync();
    places.set('output', output());
  }
  const issued = simulatorSecrets(simulatorDir);
  rmSync(simulatorDir, { recursive: true });
  expect(issued.filter((secret) => /^(?:act|rft)\./.test(secret)).length).toBeGreaterThan(3);
  for (const line of ['TikTok did not refresh a token', 'unexpected error in GraphQL', 'Invalid password']) {
    expect(places.get('output')).toContain(line);
  }
  expect(places.get('output')).toContain('TOKEN_ENCRYPTION_KEYS must be a list');
  for (const [at, secret] of issued.entries()) secrets[`issued by TikTok, ${at}`] = secret;

  const found = [...places].flatMap(([place, text]) =>
    Object.entries(secrets)
      .filter(([, secret]) => spellings(secret).some((spelling) => text.includes(spelling)))
      .map(([name]) => `${name} in ${place}`),
  );
  expect(found).toEqual([]);
});

function ask(client: GraphQLClient, query: string, variables: object = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return client.fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
}

/** Of the process that began to listen last. */
function listening(output: string): { address: { port: number } } {
  const line = output.split('\n').findLast((text) => text.includes('"msg":"listening"'))!;
  return JSON.parse(line) as { address: { port: number } };
}

const spellings = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
];
