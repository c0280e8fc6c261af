import { writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { Page, TestInfo } from '@playwright/test';
import { connectCreator } from '../fixtures/connect-creator.ts';
import type { GraphQLClient } from '../fixtures/graphql-client.ts';
import { createPost, postStatus, publishPost, schedulePost } from '../fixtures/posts.ts';
import { test as base, expect } from '../fixtures/test.ts';
import { announceUpload, mediaProblems, mediaStatus, upload, uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';
import { Composer } from '../screens/composer.ts';

/** The caption of a real person who was not counting: 2,201 UTF-16 units, but only 2,200 characters. */
const TOO_LONG = `${'a'.repeat(2_199)}🌊`;
const TEXT = Buffer.from('This is a letter to my grandmother, not a video.\n'.repeat(50));
const UNKNOWN_POST = Buffer.from('Post:019aa000-0000-7000-8000-000000000000').toString('base64');
const STRANGER = 'https://stranger.example';

type Draft = {
  accountId: string;
  mediaAssetId: string;
  username: string;
  nickname: string;
};

const test = base.extend<{ ingredients: Draft }>({
  /** A connected creator whose account is private, and a good video. */
  ingredients: async ({ session, makeCreator, makeVideo }, use) => {
    const creator = await makeCreator({ private: true });
    const accountId = await connectCreator(session, creator.username);
    const mediaAssetId = await uploadVideo(session, await makeVideo({ sizeBytes: MEGABYTE }));
    await use({ accountId, mediaAssetId, ...creator });
  },
});

test.describe('through the API', () => {
  test('a text file renamed to .mp4 is rejected with the reason', async ({ session }) => {
    const id = await upload(session, { name: 'letter.mp4', bytes: TEXT });
    await expect.poll(() => mediaStatus(session, id)).toBe('REJECTED');
    const problems = await mediaProblems(session, id);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.sentence).toMatch(/\w+ .*\.$/);
  });

  test('an empty file is refused before a byte is sent', async ({ session }) => {
    const refusal = await announceUpload(session, { name: 'empty.mp4', bytes: Buffer.alloc(0) });
    expect(refusal.status).toBe(400);
    expect(await refusal.json()).toMatchObject({ code: 'file_empty', message: 'The file is empty.' });
  });

  test('a caption of 2,201 UTF-16 units is refused, one of 2,200 is taken', async ({
    session,
    ingredients,
  }) => {
    expect(await createPost(session, { ...input(ingredients), caption: TOO_LONG })).toMatchObject({
      __typename: 'ValidationError',
      code: 'caption_too_long',
      path: ['caption'],
    });
    const longest = TOO_LONG.slice(1);
    expect(await createPost(session, { ...input(ingredients), caption: longest })).toMatchObject({
      status: 'DRAFT',
    });
  });

  test('a time in the past is refused and the draft stays', async ({ session, ingredients }) => {
    const { id } = await createPost(session, input(ingredients));
    const past = { localTime: '2026-01-01T09:00', timeZone: 'Europe/Berlin' };
    expect(await schedulePost(session, id!, past)).toMatchObject({
      code: 'time_in_past',
      path: ['localTime'],
    });
    expect(await postStatus(session, id!)).toBe('DRAFT');
  });

  test('an audience that the creator does not have is refused and the draft stays', async ({
    session,
    ingredients,
    simulator,
  }) => {
    const { id } = await createPost(session, { ...input(ingredients), privacyLevel: 'PUBLIC_TO_EVERYONE' });
    expect(await publishPost(session, id!)).toMatchObject({
      code: 'privacy_level_not_offered',
      path: ['privacyLevel'],
    });
    expect(await postStatus(session, id!)).toBe('DRAFT');
    expect(await simulator.postsOf(ingredients.username)).toEqual([]);
  });

  test('a post that does not exist is not found', async ({ session }) => {
    expect(await publishPost(session, UNKNOWN_POST)).toMatchObject({
      __typename: 'NotFoundError',
      message: 'There is no such post.',
    });
  });

  test('a forged webhook is refused and changes nothing; the same, signed, disconnects', async ({
    session,
    simulator,
    ingredients: { accountId, username },
  }) => {
    const news = { event: 'authorization.removed', username, content: { reason: 1 } };
    const forged = await simulator.sendWebhook({ ...news, signature: 'forged' });
    await expect.poll(() => simulator.deliveryStatus(forged.id)).toBe(401);
    const unsigned = await session.fetch('/webhooks/tiktok', { method: 'POST', body: '{"event":"x"}' });
    expect(unsigned.status).toBe(401);
    expect(await accountStatus(session, accountId)).toBe('ACTIVE');

    const signed = await simulator.sendWebhook({ ...news, signature: 'valid' });
    await expect.poll(() => simulator.deliveryStatus(signed.id)).toBe(200);
    await expect.poll(() => accountStatus(session, accountId)).toBe('RECONNECT_REQUIRED');
  });

  test('a request that another site sends with the session cookie is refused', async ({
    session,
    ingredients,
  }) => {
    const body = JSON.stringify({
      query: 'mutation ($input: CreatePostInput!) { createPost(input: $input) { __typename } }',
      variables: { input: { ...input(ingredients), caption: 'Not mine' } },
    });
    for (const contentType of ['application/json', 'text/plain']) {
      const headers = { origin: STRANGER, 'content-type': contentType };
      const answer = await session.fetch('/graphql', { method: 'POST', headers, body });
      expect(answer.status, contentType).toBeGreaterThanOrEqual(400);
      expect(await answer.text()).not.toContain('"createPost"');
    }
    const posts = await session.ask<{ posts: unknown }>(
      '{ posts(first: 50) { edges { node { caption } } } }',
    );
    expect(JSON.stringify(posts)).not.toContain('Not mine');

    const headers = { origin: STRANGER, 'tus-resumable': '1.0.0', 'upload-length': '10' };
    expect((await session.fetch('/uploads', { method: 'POST', headers })).status).toBe(403);
    expect(await handshakeStatus(session, STRANGER)).toBe(403);
    expect(await handshakeStatus(session, session.origin)).toBe(101);
  });
});

test.describe('in the dashboard', () => {
  test('a text file renamed to .mp4 and an empty file say what is wrong, and the caption stays', async ({
    page,
    consoleErrors,
    ingredients,
  }, testInfo) => {
    consoleErrors.allow(/status of 400 .*\/uploads/);
    const composer = await openComposer(page, ingredients);
    await composer.caption.fill('A day at the sea');
    await composer.pickFile(await fileOf(testInfo, 'letter.mp4', TEXT));
    await expect(page.getByText('TikTok would refuse this').first()).toBeVisible();
    await expect(composer.publishButton).toBeDisabled();

    await page.getByRole('button', { name: 'Choose another' }).click();
    await composer.pickFile(await fileOf(testInfo, 'empty.mp4', Buffer.alloc(0)));
    await expect(page.getByRole('alert').filter({ hasText: /empty/ })).toBeVisible();
    await expect(composer.caption).toHaveValue('A day at the sea');
  });

  test('a caption of 2,201 UTF-16 units is counted, cannot be published, and is kept', async ({
    page,
    ingredients,
  }) => {
    const composer = await openComposer(page, ingredients);
    await composer.chooseVideo(ingredients.mediaAssetId);
    await composer.choosePrivacy('Only me');
    await composer.caption.fill(TOO_LONG);
    await expect(page.getByText('2,201/2,200')).toBeVisible();
    await expect(page.getByText('1 character too many.')).toBeVisible();
    await expect(composer.publishButton).toBeDisabled();
    await expect(composer.caption).toHaveValue(TOO_LONG);

    await composer.caption.fill(TOO_LONG.slice(1));
    await expect(page.getByText('2,200/2,200')).toBeVisible();
    await expect(composer.publishButton).toBeEnabled();
  });

  test('a time in the past is named, and nothing typed is lost', async ({ page, ingredients, simulator }) => {
    const composer = await openComposer(page, ingredients);
    await composer.chooseVideo(ingredients.mediaAssetId);
    await composer.choosePrivacy('Only me');
    await composer.caption.fill('Yesterday');
    await composer.chooseTime('2026-01-01T09:00', 'Europe/Berlin');
    await composer.scheduleButton.click();
    await expect(page.getByText('This time is in the past. Choose a later one.').first()).toBeVisible();
    await expect(composer.caption).toHaveValue('Yesterday');
    await expect(page.getByLabel('Date', { exact: true })).toHaveValue('2026-01-01');
    await expect(composer.privacy).toHaveText('Only me');
    expect(await simulator.postsOf(ingredients.username)).toEqual([]);
  });

  test('only the audiences of a private creator are offered, and none is chosen', async ({
    page,
    ingredients,
  }) => {
    const composer = await openComposer(page, ingredients);
    await expect(composer.privacy).toHaveText('Choose');
    await composer.privacy.click();
    await expect(page.getByRole('option')).toHaveText(['Followers', 'Friends', 'Only me']);
  });

  test('the address of a post that does not exist says so', async ({ page, consoleErrors }) => {
    consoleErrors.allow(/status of 404/);
    await page.goto(`/posts/${encodeURIComponent(UNKNOWN_POST)}`);
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
    await page.goto('/posts/nonsense');
    await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  });
});

function input({ accountId, mediaAssetId }: Draft) {
  return { accountId, mediaAssetId, caption: 'A day at the sea', privacyLevel: 'SELF_ONLY' };
}

async function openComposer(page: Page, { nickname }: Draft): Promise<Composer> {
  await page.goto('/');
  const composer = new Composer(page);
  await composer.open();
  await composer.chooseAccount(nickname);
  return composer;
}

async function fileOf(testInfo: TestInfo, name: string, bytes: Buffer): Promise<string> {
  const path = testInfo.outputPath(name);
  await writeFile(path, bytes);
  return path;
}

async function accountStatus(client: GraphQLClient, id: string): Promise<string> {
  const query = 'query ($id: ID!) { node(id: $id) { ... on Account { status } } }';
  const { node } = await client.ask<{ node: { status: string } }>(query, { id });
  return node.status;
}

/** What the server says to a WebSocket that a page of `origin` opens with the session cookie. */
function handshakeStatus(client: GraphQLClient, origin: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = httpRequest(new URL('/graphql', client.origin), {
    headers: {
      ...client.credentials,
      origin,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-protocol': 'graphql-transport-ws',
    },
  });
  request.on('error', reject);
  request.on('response', (response) => {
    resolve(response.statusCode ?? 0);
    response.destroy();
  });
  request.on('upgrade', (response, socket) => {
    resolve(response.statusCode ?? 0);
    socket.destroy();
  });
  request.end();
  return promise;
}
