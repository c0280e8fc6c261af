import { signWebhook, TIKTOK_SIGNATURE_HEADER } from '@airdate/tiktok';
import { beforeEach, describe, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { globalId } from '../global-id.ts';
import { publishPost } from '../posts/publish-post.ts';

const world = await createPublishingWorld();
const { deps, team } = world;
const { clientKey, clientSecret } = deps.config.tiktok;
const { url } = await startTestServer(deps);
await world.startWorker();

const openId = async () => (await deps.db.grant.findFirstOrThrow()).openId;

function body(event: string, content: object, fields: object = {}): string {
  const createTime = Math.floor(Date.now() / 1000);
  return JSON.stringify({
    client_key: clientKey,
    event,
    create_time: createTime,
    user_openid: '-000nobody',
    content: JSON.stringify(content),
    ...fields,
  });
}

function send(
  rawBody: string,
  options: { secret?: string; ageSeconds?: number; header?: string | null } = {},
) {
  const { secret = clientSecret, ageSeconds = 0 } = options;
  const timestampSeconds = Math.floor(Date.now() / 1000) - ageSeconds;
  const { header = signWebhook({ secret, timestampSeconds, rawBody }) } = options;
  const headers: Record<string, string> = {};
  if (header !== null) headers[TIKTOK_SIGNATURE_HEADER] = header;
  return fetch(`${url}/webhooks/tiktok`, { method: 'POST', body: rawBody, headers });
}

test('a forged, unsigned, tampered, foreign or oversized webhook is refused and nothing is kept', async () => {
  const event = body('post.publish.complete', {
    publish_id: 'v_pub_file~v2-1.42',
    publish_type: 'DIRECT_PUBLISH',
  });
  const before = await deps.db.tikTokWebhookEvent.count();
  const refused = [
    await send(event, { secret: 'somebody-elses-secret' }),
    await send(event, { header: null }),
    await send(event, { header: 't=1,s=zz' }),
    await send(event, { ageSeconds: 74 * 3600 }),
    await send(event, { ageSeconds: -74 * 3600 }),
    await send(body('post.publish.complete', {}, { client_key: 'another-app' })),
    await send('not json'),
  ];
  expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401, 401]);
  expect((await send('x'.repeat(70_000))).status).toBe(413);
  expect(await deps.db.tikTokWebhookEvent.count()).toBe(before);
});

test('a forged "published" does not publish: TikTok is asked, and says that it is not', async () => {
  const { simulator } = world;
  simulator.faults.add({ point: 'processing', effect: { kind: 'stuck' } });
  const postId = await world.draft();
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PROCESSING');
  const { publishId } = await deps.db.publishAttempt.findFirstOrThrow({ where: { postId } });

  const genuine = body('post.publish.complete', { publish_id: publishId, publish_type: 'DIRECT_PUBLISH' });
  expect((await send(genuine)).status).toBe(200);
  await expect
    .poll(() => deps.db.tikTokWebhookEvent.findFirst({ where: { publishId, processedAt: { not: null } } }))
    .toMatchObject({ outcome: 'applied' });
  expect((await deps.db.post.findUniqueOrThrow({ where: { id: postId } })).status).toBe('PROCESSING');
});

test('the same event delivered ten times at once is stored and acted on once', async () => {
  const event = body('post.publish.failed', { publish_id: 'v_pub_file~v2-1.43', reason: 'internal' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(event)));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  expect(await deps.db.tikTokWebhookEvent.count({ where: { publishId: 'v_pub_file~v2-1.43' } })).toBe(1);
});

test('when a creator removes the permission the account asks for a reconnect', async () => {
  const removed = body('authorization.removed', { reason: 1 }, { user_openid: await openId() });
  const later = { ...JSON.parse(removed), create_time: Math.floor(Date.now() / 1000) + 2 };
  expect((await send(JSON.stringify(later))).status).toBe(200);
  await expect
    .poll(async () => (await deps.db.account.findUniqueOrThrow({ where: { id: world.accountId } })).status)
    .toBe('RECONNECT_REQUIRED');
  const ask = graphqlClient(url, await testApiKey(team));
  const { data } = await ask('query ($id: ID!) { node(id: $id) { ... on Account { status } } }', {
    id: globalId('Account', world.accountId),
  });
  expect(data.node).toEqual({ status: 'RECONNECT_REQUIRED' });
});

test('of a burst each event is kept and acted on once, however often and in whatever company it comes', async () => {
  const publishIds = Array.from({ length: 100 }, (_, n) => `v_pub_file~v2-1.burst.${n}`);
  const events = publishIds.map((id) =>
    body('post.publish.complete', { publish_id: id, publish_type: 'DIRECT_PUBLISH' }),
  );
  // Postgres keeps no NUL in a text.
  const unstorable = body('odd\u0000name', {});
  const burst = [...events, unstorable, ...events, ...events];
  const statuses = await Promise.all(burst.map(async (event) => (await send(event)).status));
  expect(statuses).toEqual(burst.map((event) => (event === unstorable ? 500 : 200)));

  const rows = () => deps.db.tikTokWebhookEvent.findMany({ where: { publishId: { in: publishIds } } });
  expect(await rows()).toHaveLength(publishIds.length);
  await expect
    .poll(async () => (await rows()).map(({ outcome }) => outcome), { timeout: 20_000 })
    .toEqual(publishIds.map(() => 'unknown-publish-id'));
});

describe('news about who can see a post', () => {
  const POST_ID = '7000000000000000042';
  const AT = Math.floor(Date.now() / 1000);
  let postId = '';
  let publishId = '';

  beforeEach(async () => {
    world.simulator.faults.clear();
    world.simulator.faults.add({ point: 'processing', effect: { kind: 'stuck' } });
    await connectAgain();
    postId = await world.draft();
    await publishPost(team, await world.agreement(postId));
    await world.reaches(postId, 'PROCESSING');
    publishId = (await deps.db.publishAttempt.findFirstOrThrow({ where: { postId } })).publishId!;
  });

  /** An earlier test removed the permission. */
  async function connectAgain(): Promise<void> {
    await deps.db.account.update({ where: { id: world.accountId }, data: { status: 'ACTIVE' } });
    await deps.db.grant.updateMany({ data: { status: 'ACTIVE' } });
  }

  async function tell(event: 'publicly' | 'no_longer_publicly', seconds: number): Promise<void> {
    const content = { publish_id: publishId, post_id: POST_ID, publish_type: 'DIRECT_PUBLISH' };
    const answer = await send(
      body(`post.publish.${event}_available`, content, { create_time: AT + seconds }),
    );
    expect(answer.status).toBe(200);
  }
  const processed = () =>
    expect.poll(() => deps.db.tikTokWebhookEvent.count({ where: { publishId, processedAt: null } })).toBe(0);
  const removedAt = async () => {
    const { removedAt: at } = await deps.db.post.findUniqueOrThrow({ where: { id: postId } });
    return at && at.getTime() / 1000 - AT;
  };
  const events = async () =>
    (await world.eventTypes(postId)).filter((type) => /publicly|no_longer_public/.test(type));

  test('keeps a removal that comes before the publish is complete, and once', async () => {
    await tell('no_longer_publicly', 20);
    await processed();
    await tell('no_longer_publicly', 20);
    await processed();
    expect(await removedAt()).toBe(20);
    await deps.db.post.update({ where: { id: postId }, data: { status: 'PUBLISHED' } });
    expect(await removedAt()).toBe(20);
    expect(await events()).toEqual(['post.no_longer_public']);
  });

  test('forgets a removal when the post is public again', async () => {
    await tell('no_longer_publicly', 20);
    await processed();
    await tell('publicly', 30);
    await processed();
    expect(await removedAt()).toBeNull();
    expect(await events()).toEqual(['post.no_longer_public', 'post.publicly_available']);
    await tell('no_longer_publicly', 40);
    await processed();
    expect(await removedAt()).toBe(40);
  });

  test.each([
    { order: ['no_longer_publicly', 'publicly'], publicAt: 10, removed: 20, ends: 20 },
    { order: ['publicly', 'no_longer_publicly'], publicAt: 30, removed: 20, ends: null },
    { order: ['publicly', 'no_longer_publicly'], publicAt: 20, removed: 20, ends: 20 },
  ] as const)(
    'counts by TikTok’s time, not by arrival: $order',
    async ({ order, publicAt, removed, ends }) => {
      for (const event of order) {
        await tell(event, event === 'publicly' ? publicAt : removed);
        await processed();
      }
      expect(await removedAt()).toBe(ends);
    },
  );
});
