import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator, createSimulatedTikTok, tokensOf } from '../../test/tiktok-deps.ts';
import { freshAccessToken } from '../accounts/fresh-access-token.ts';
import { sealAnswer } from '../idempotency/sealed-answer.ts';
import { createKeyring } from '../keyring.ts';
import { openSourceUrl, sealSourceUrl } from '../media/source-url.ts';
import { sealUploadUrl } from '../publishing/deliveries/upload-url.ts';
import { keysFromFile } from '../secrets-file.ts';
import { createWebhookEndpoint } from '../webhooks/create-webhook-endpoint.ts';
import { keyUsage } from './key-usage.ts';
import { resealAll } from './reseal-all.ts';

const GRANTS = 200;
const UPLOADS = 120;
const ANSWERS = 130;
const WEBHOOKS = 20;
/** Two tokens of each grant, and the address of one download. */
const SEALED = 2 * GRANTS + UPLOADS + 1 + ANSWERS + WEBHOOKS;
const SOURCE_URL = 'https://videos.example.com/harbour.mp4?signature=x';
const HOUR_MS = 3_600_000;

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [oldest, old, next, last] = ['k0', 'k1', 'k2', 'k3'].map(newKey) as [string, string, string, string];

const directory = mkdtempSync(join(tmpdir(), 'airdate-keys-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = join(directory, 'secrets.json');
function keepKeys(...keys: string[]): void {
  writeFileSync(`${file}.new`, JSON.stringify({ TOKEN_ENCRYPTION_KEYS: keys.join(',') }));
  renameSync(`${file}.new`, file);
}
keepKeys(old, oldest);

const world = await createSimulatedTikTok();
const { db, clock } = world.deps;
const team = await createTestTeam(world.deps, 'ADMIN');
const { teamId } = team;
/** What a process of its own would have: it learns of a new key from the file alone. */
const processDeps = () => ({ ...world.deps, keyring: createKeyring(keysFromFile(file)) });

test('keys are rotated while tokens are refreshed and upload URLs change; nothing is lost or put back', async () => {
  const grantIds = await connectGrants();
  const attemptIds = await beginUploads(grantIds[0]!);
  await keepAnswers();
  const webhookSecrets = await createWebhooks();
  expect([...(await keyUsage(db)).keys()]).toEqual(['k0', 'k1']);
  clock.advance(1.9 * HOUR_MS);

  // In the order of the rotation, which so meets rows that change after it read them.
  const stale = grantIds.filter((_, at) => at % 2 === 0);
  const refreshing = processDeps();
  const uploading = processDeps();
  const refreshAll = (ids: string[]) =>
    inParallel(ids, 6, async (id) => {
      await freshAccessToken(refreshing, id, {
        purpose: 'STATUS',
        actor: { kind: 'worker' },
        teamId,
      });
    });
  await refreshAll(stale.slice(0, 10));
  const refreshes = refreshAll(stale.slice(10));
  const lastUrls = new Map<string, string>();
  const uploads = inParallel([...attemptIds, ...attemptIds, ...attemptIds], 3, async (attemptId) => {
    const url = `https://upload.test/video?key=${randomUUID()}`;
    const sealedUrl = sealUploadUrl(uploading.keyring, attemptId, url);
    await db.publishUpload.update({ where: { attemptId }, data: { sealedUrl } });
    lastUrls.set(attemptId, url);
  });
  keepKeys(next, old, oldest);
  const report = await resealAll(processDeps());
  await Promise.all([refreshes, uploads]);

  expect(report).toMatchObject({ settled: true, unreadable: 0 });
  expect(report.grants).toBeGreaterThanOrEqual(GRANTS / 2);
  expect(report.answers).toBe(ANSWERS);
  expect([...(await keyUsage(db)).entries()]).toEqual([['k2', SEALED]]);

  keepKeys(next);
  const { keyring } = processDeps();
  for (const { attemptId, sealedUrl } of await db.publishUpload.findMany()) {
    const url = keyring.open(sealedUrl!, `publish-attempt:${attemptId}:upload-url`);
    expect(url).toBe(lastUrls.get(attemptId));
  }
  const { id, sealedSourceUrl } = await db.mediaAsset.findFirstOrThrow();
  expect(openSourceUrl(keyring, id, sealedSourceUrl!)).toBe(SOURCE_URL);
  for (const { id, key, sealedAnswer } of await db.idempotencyKey.findMany()) {
    expect(keyring.open(sealedAnswer!, `idempotency-key:${id}:answer`)).toBe(`the answer to ${key}`);
  }
  for (const { id, endpointId, sealedSecret } of await db.webhookSecret.findMany()) {
    expect(keyring.open(sealedSecret, `webhook-secret:${id}`)).toBe(webhookSecrets.get(endpointId));
  }
  // TikTok takes a refresh token only while no newer one was given out.
  const grants = await db.grant.findMany();
  await inParallel(grants, 6, async (grant) => {
    const { refreshToken } = tokensOf(keyring, grant);
    await expect(world.deps.tiktok.refreshToken({ refreshToken })).resolves.toBeDefined();
  });
  expect(grants).toHaveLength(GRANTS);
});

test('a run that was interrupted is repeated, and one after that finds nothing to do', async () => {
  keepKeys(last, next);
  const deps = processDeps();
  let seals = 0;
  const dying: typeof deps.keyring = {
    ...deps.keyring,
    seal(plain, purpose) {
      if (++seals > 60) throw new Error('The process ended.');
      return deps.keyring.seal(plain, purpose);
    },
  };
  await expect(resealAll({ db, keyring: dying })).rejects.toThrow('The process ended.');
  expect(await keyUsage(db)).toEqual(
    new Map([
      ['k2', SEALED - 60],
      ['k3', 60],
    ]),
  );

  expect(await resealAll(deps)).toMatchObject({
    grants: GRANTS - 30,
    uploadUrls: UPLOADS,
    sourceUrls: 1,
    answers: ANSWERS,
    webhookSecrets: WEBHOOKS,
    settled: true,
  });
  expect(await keyUsage(db)).toEqual(new Map([['k3', SEALED]]));
  expect(await resealAll(deps)).toEqual({
    ...{ grants: 0, uploadUrls: 0, sourceUrls: 0, answers: 0, webhookSecrets: 0 },
    ...{ unreadable: 0, settled: true },
  });
});

test('what no key opens is counted and left as it is', async () => {
  const { id, sealedAccessToken } = await db.grant.findFirstOrThrow();
  const damaged = sealedAccessToken!.replace('k3.', 'k1.');
  await db.grant.update({ where: { id }, data: { sealedAccessToken: damaged } });
  expect(await resealAll(processDeps())).toMatchObject({ grants: 0, unreadable: 1, settled: true });
  expect(await db.grant.findUnique({ where: { id } })).toMatchObject({ sealedAccessToken: damaged });
});

test('the count of keys in use knows every sealed column of the database', async () => {
  const columns = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name LIKE 'sealed%' ORDER BY 1`;
  expect(columns.map(({ name }) => name)).toEqual([
    'grants.sealed_access_token',
    'grants.sealed_refresh_token',
    'idempotency_keys.sealed_answer',
    'media_assets.sealed_source_url',
    'publish_uploads.sealed_url',
    'webhook_secrets.sealed_secret',
  ]);
});

/** Creators with tokens that work, half of them sealed with the key before the last. */
async function connectGrants(): Promise<string[]> {
  const byKey = [old, oldest].map((keys) => ({ ...world.deps, keyring: createKeyring(keys) }));
  const grantIds: string[] = [];
  for (let at = 0; at < GRANTS; at++) {
    const deps = byKey[at % 2]!;
    const { account } = await connectSimulatedCreator({ deps, simulator: world.simulator }, teamId);
    grantIds.push(account.grantId);
  }
  return grantIds;
}

/** Attempts in the middle of their upload. */
async function beginUploads(grantId: string): Promise<string[]> {
  const { id: accountId } = await db.account.findFirstOrThrow({ where: { grantId } });
  const keyring = createKeyring(oldest);
  const mediaAssetId = randomUUID();
  await db.mediaAsset.create({
    data: {
      id: mediaAssetId,
      sealedSourceUrl: sealSourceUrl(keyring, mediaAssetId, SOURCE_URL),
      teamId,
      storageKey: 'uploads/harbour',
      fileName: 'harbour.mp4',
      contentType: 'video/mp4',
      sizeBytes: 1,
    },
  });
  const attemptIds = Array.from({ length: UPLOADS }, () => randomUUID());
  for (const id of attemptIds) {
    const upload = { sizeBytes: 1, chunkSizeBytes: 1, totalChunkCount: 1 };
    const sealedUrl = sealUploadUrl(keyring, id, 'https://upload.test/video?key=first');
    await db.post.create({
      data: {
        teamId,
        accountId,
        mediaAssetId,
        attempts: { create: { id, number: 1, upload: { create: { ...upload, sealedUrl } } } },
      },
    });
  }
  return attemptIds;
}

/** Answers that wait for repetitions of their requests. */
async function keepAnswers(): Promise<void> {
  const keyring = createKeyring(old);
  const common = { teamId, actorKind: 'user', actorId: randomUUID(), fingerprint: new Uint8Array(32) };
  for (let at = 0; at < ANSWERS; at++) {
    const id = randomUUID();
    const [key, sealedAnswer] = [`key ${at}`, sealAnswer(keyring, id, `the answer to key ${at}`)];
    await db.idempotencyKey.create({
      data: { ...common, id, key, sealedAnswer, claimToken: randomUUID(), claimedUntil: clock.now() },
    });
  }
}

/** Endpoints whose secrets are sealed with the key before the last. @returns the secrets by endpoint */
async function createWebhooks(): Promise<Map<string, string>> {
  const ctx = { ...team, deps: { ...team.deps, keyring: createKeyring(oldest) } };
  const secrets = new Map<string, string>();
  for (let n = 0; n < WEBHOOKS; n++) {
    const { endpoint, secret } = await createWebhookEndpoint(ctx, { url: 'https://hooks.example.com/' });
    secrets.set(endpoint.id, secret);
  }
  return secrets;
}

async function inParallel<Item>(
  items: Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
