import { createApiKey } from '../fixtures/api-key.ts';
import { connectCreator } from '../fixtures/connect-creator.ts';
import type { GraphQLClient } from '../fixtures/graphql-client.ts';
import { type Installation, startInstallation } from '../fixtures/installation.ts';
import { awaitStatus, publishNew } from '../fixtures/posts.ts';
import { readLog, subscribeBySse, subscribeByWebSocket } from '../fixtures/team-events.ts';
import { test as base, expect } from '../fixtures/test.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE, realMp4 } from '../fixtures/video-file.ts';

const CREATORS = ['mia.makes', 'quiet.quinn', 'north.kitchen', 'fourth.one'];
const POSTS_EACH = 3;
/** Until the first subscribers have heard this much, they stay; then they leave in the middle of everything. */
const EVENTS_BEFORE_LEAVING = 30;
/** Long enough to be killed in. */
const HANG_MS = 20_000;

const test = base.extend<{ installation: Installation }>({
  installation: async ({}, use) => {
    await using stack = new AsyncDisposableStack();
    await use(await startInstallation(stack, { http: 2, worker: 2 }));
  },
});

test('two workers and two API processes publish each post once, and subscribers of either hear everything once', async ({
  installation: { owner, origins, simulator },
}) => {
  const [first, second] = origins as [string, string];
  const key = await createApiKey(owner, 'several processes');
  const program = owner.as(key);
  await simulator.createCreator({ username: 'fourth.one' });
  const begin = (await readLog(program)).at(-1)!.cursor;

  let byWebSocket = subscribeByWebSocket(first, key, begin);
  let bySse = await subscribeBySse(program.at(second), begin);

  const video = await realMp4({ sizeBytes: MEGABYTE });
  const mediaAssetId = await uploadVideo(program, video);
  await video.remove();
  const accounts: string[] = [];
  for (const username of CREATORS) accounts.push(await connectCreator(owner, username));
  const wanted = accounts.flatMap((accountId, creator) =>
    Array.from({ length: POSTS_EACH }, (_, post) => ({
      accountId,
      mediaAssetId,
      caption: `Post ${post} of ${CREATORS[creator]}`,
      privacyLevel: 'SELF_ONLY',
    })),
  );
  const publishing = Promise.all(
    wanted.map((input, at) => publishNew(program.at(at % 2 === 0 ? first : second), input)),
  );

  await expect.poll(() => byWebSocket.heard.length).toBeGreaterThan(EVENTS_BEFORE_LEAVING);
  await expect.poll(() => bySse.heard.length).toBeGreaterThan(EVENTS_BEFORE_LEAVING);
  await byWebSocket.close();
  await bySse.close();
  const leftBehind = { byWebSocket, bySse };

  const posts = await publishing;
  for (const id of posts) await awaitStatus(program, id, 'PUBLISHED', 60_000);

  byWebSocket = subscribeByWebSocket(second, key, leftBehind.byWebSocket.heard.at(-1)!.cursor);
  bySse = await subscribeBySse(program.at(first), leftBehind.bySse.heard.at(-1)!.cursor);
  for (const subscribers of [
    [leftBehind.byWebSocket, byWebSocket],
    [leftBehind.bySse, bySse],
  ]) {
    await expect(async () => {
      expect(subscribers.flatMap(({ heard }) => heard)).toEqual(await readLog(program, begin));
    }, 'everything, once and in order').toPass();
  }
  await byWebSocket.close();
  await bySse.close();

  expect((await simulator.posts()).map(({ caption }) => caption).sort()).toEqual(
    wanted.map(({ caption }) => caption).sort(),
  );
  expect(new Set((await simulator.posts()).map(({ sha256 }) => sha256))).toEqual(new Set([video.sha256]));
  expect(await simulator.tasks()).toHaveLength(wanted.length);
  expect(await simulator.violations()).toEqual([]);
});

test('a process killed while it uploads is started again, and its post is published once', async ({
  product,
  session,
  simulator,
  makeCreator,
  makeVideo,
}) => {
  const { username } = await makeCreator();
  const accountId = await connectCreator(session, username);
  const video = await makeVideo({ sizeBytes: 70 * MEGABYTE });
  const mediaAssetId = await uploadVideo(session, video);
  const secondChunk = { point: 'upload', skip: 1, creator: username };
  const { id: hang } = await simulator.addFault({
    ...secondChunk,
    effect: { kind: 'none' },
    latencyMs: HANG_MS,
  });

  const postId = await publishNew(session, { accountId, mediaAssetId, caption: 'Survives' });
  await expect.poll(() => simulator.hasStruck(hang), { timeout: 30_000 }).toBe(true);
  const { pid } = product.processOf('apps/api/src/main.ts');
  process.kill(pid, 'SIGKILL');

  await expect.poll(() => isReady(session), { timeout: 30_000 }).toBe(true);
  expect(product.processOf('apps/api/src/main.ts').pid).not.toBe(pid);
  await awaitStatus(session, postId, 'PUBLISHED', 60_000);
  expect(await simulator.postsOf(username)).toMatchObject([{ caption: 'Survives', sha256: video.sha256 }]);
});

async function isReady(client: GraphQLClient): Promise<boolean> {
  return (await client.fetch('/readyz')).ok;
}
