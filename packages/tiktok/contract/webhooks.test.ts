import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { Simulator } from '../simulator/index.ts';
import { type Callback, type Delivery, startCallback } from './wire/callback.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';

const { withControl } = contract('TikTok Webhooks');

let callback: Callback;
beforeEach(async () => {
  callback = await startCallback();
});
afterEach(() => callback.close());

const PUBLIC = { privacy_level: 'PUBLIC_TO_EVERYONE' };

const listen = (tiktok: { simulator: Simulator }) =>
  tiktok.simulator.configureApp({ webhookUrl: callback.url });

const received = (event: string): Delivery => {
  const found = callback.received.find((delivery) => delivery.body.event === event);
  if (found === undefined) throw new Error(`No ${event} among ${callback.events().join(', ')}`);
  return found;
};

/** The signature as "Check the signature" tells to compute it. */
const sign = (secret: string, seconds: string | number, rawBody: string) =>
  createHmac('sha256', secret).update(`${seconds}.${rawBody}`).digest('hex');

async function privacy(tiktok: SimulatedTikTok, postId: string, changes: object): Promise<void> {
  await fetch(`${tiktok.simulator.url}/control/posts/${postId}`, {
    method: 'PUT',
    body: JSON.stringify(changes),
  });
  await tiktok.pass(10_000);
}

describe('the envelope of a webhook', () => {
  withControl('is a JSON POST with content as JSON inside a string', async (tiktok) => {
    listen(tiktok);
    const publishId = await tiktok.creator.publish();
    await tiktok.ended(publishId);
    const { method, contentType, body, content } = received('post.publish.complete');
    expect([method, contentType]).toEqual(['POST', expect.stringMatching(/^application\/json/)]);
    expect(body).toEqual({
      client_key: tiktok.app.clientKey,
      event: 'post.publish.complete',
      create_time: expect.any(Number),
      user_openid: tiktok.creator.openId,
      content: JSON.stringify({ publish_id: publishId, publish_type: 'DIRECT_PUBLISH' }),
    });
    expect(content).toEqual({ publish_id: publishId, publish_type: 'DIRECT_PUBLISH' });
    const ageSeconds = tiktok.simulator.clock.now() / 1000 - body.create_time;
    expect(ageSeconds).toBeGreaterThanOrEqual(0);
    expect(ageSeconds).toBeLessThan(61);
  });

  withControl('is signed over its exact bytes with the client secret', async (tiktok) => {
    listen(tiktok);
    await tiktok.ended(await tiktok.creator.publish({ title: 'ümlaut 🎬' }));
    const { signature, rawBody } = received('post.publish.complete');
    const [, t, s] = /^t=(\d{10}),s=([0-9a-f]{64})$/.exec(signature) ?? [];
    expect(s).toBe(sign(tiktok.app.clientSecret, t!, rawBody));
    expect(s).not.toBe(sign('another secret', t!, rawBody));
  });

  withControl('reproduces the documented vector to the byte', async (tiktok) => {
    const { clock } = tiktok.simulator;
    listen(tiktok);
    tiktok.simulator.configureApp({ clientKey: 'ck_demo', clientSecret: 'cs_demo_secret' });
    clock.rewind(1_700_000_000_000);
    clock.freeze();
    const { username } = tiktok.newCreator({ openId: '-000demo' });
    tiktok.simulator.configure({ webhookDelayMs: 5_000 });
    const content = { publish_id: 'v_pub_file~v2-1.42', publish_type: 'DIRECT_PUBLISH' };
    tiktok.simulator.sendWebhook({ username, event: 'post.publish.complete', content });
    await tiktok.pass(5_000);
    const { rawBody, signature } = callback.received[0]!;
    expect(rawBody).toBe(
      String.raw`{"client_key":"ck_demo","event":"post.publish.complete","create_time":1700000000,"user_openid":"-000demo","content":"{\"publish_id\":\"v_pub_file~v2-1.42\",\"publish_type\":\"DIRECT_PUBLISH\"}"}`,
    );
    expect(Buffer.byteLength(rawBody)).toBe(194);
    expect(signature).toBe('t=1700000005,s=8d568eff9cfc5801bd3ca98c12526010baad75bc5c56510685eb0ef40b7df199');
  });
});

describe('the events of a post', () => {
  withControl('are complete and publicly_available, whose post id is a string', async (tiktok) => {
    listen(tiktok);
    const publishId = await tiktok.creator.publish(PUBLIC);
    await tiktok.ended(publishId);
    expect(callback.events()).toEqual(['post.publish.complete', 'post.publish.publicly_available']);
    const { id } = tiktok.simulator.posts()[0]!;
    expect(received('post.publish.publicly_available').content).toEqual({
      publish_id: publishId,
      post_id: id,
      publish_type: 'DIRECT_PUBLISH',
    });
  });

  withControl('are complete alone when it is not public, and more once it is', async (tiktok) => {
    listen(tiktok);
    await tiktok.ended(await tiktok.creator.publish());
    expect(callback.events()).toEqual(['post.publish.complete']);
    await privacy(tiktok, tiktok.simulator.posts()[0]!.id, { privacyLevel: 'PUBLIC_TO_EVERYONE' });
    expect(callback.events()).toEqual(['post.publish.complete', 'post.publish.publicly_available']);
  });

  const HIDDEN: [string, object][] = [
    ['hidden', { privacyLevel: 'SELF_ONLY' }],
    ['deleted', { deleted: true }],
  ];
  for (const [what, changes] of HIDDEN)
    withControl(`are no_longer_publicaly_available, misspelt, when it is ${what}`, async (tiktok) => {
      listen(tiktok);
      const publishId = await tiktok.creator.publish(PUBLIC);
      await tiktok.ended(publishId);
      const { id } = tiktok.simulator.posts()[0]!;
      await privacy(tiktok, id, changes);
      expect(received('post.publish.no_longer_publicaly_available').content).toEqual({
        publish_id: publishId,
        post_id: id,
        publish_type: 'DIRECT_PUBLISH',
      });
    });

  withControl('are no_longer_publicaly_available when its account turns private', async (tiktok) => {
    listen(tiktok);
    await tiktok.ended(await tiktok.creator.publish(PUBLIC));
    tiktok.simulator.updateCreator(tiktok.creator.username, { private: true });
    await tiktok.pass(0);
    expect(callback.events()).toContain('post.publish.no_longer_publicaly_available');
  });

  withControl('are inbox_delivered for a draft, and complete each time it is posted', async (tiktok) => {
    listen(tiktok);
    const publishId = await tiktok.creator.share();
    await tiktok.ended(publishId);
    const content = { publish_id: publishId, publish_type: 'INBOX_SHARE' };
    expect(received('post.publish.inbox_delivered').content).toEqual(content);
    for (const _ of [1, 2]) tiktok.simulator.finishDraft(publishId, { privacyLevel: 'SELF_ONLY' });
    await tiktok.pass(10_000);
    const completed = callback.received.filter(({ body }) => body.event === 'post.publish.complete');
    expect(completed.map((delivery) => delivery.content)).toEqual([content, content]);
  });

  withControl('are failed with `reason`, not `fail_reason`', async (tiktok) => {
    listen(tiktok);
    const publishId = await tiktok.creator.publish({}, Buffer.alloc(4_000, 'no video'));
    await tiktok.ended(publishId);
    expect(callback.events()).toEqual(['post.publish.failed']);
    expect(received('post.publish.failed').content).toEqual({
      publish_id: publishId,
      reason: 'file_format_check_failed',
      publish_type: 'DIRECT_PUBLISH',
    });
  });
});

describe('authorization.removed', () => {
  for (const reason of [0, 1, 2, 3, 4, 5])
    withControl(`names reason ${reason}, after the tokens are void`, async (tiktok) => {
      listen(tiktok);
      const { creator } = tiktok;
      tiktok.simulator.disconnect(creator.username, reason);
      expect((await creator.userInfo('open_id')).code).toBe('access_token_invalid');
      await tiktok.pass(0);
      const { body, content } = received('authorization.removed');
      expect(content).toEqual({ reason });
      expect(body.user_openid).toBe(creator.openId);
    });

  withControl('names reason 5 when the developer revokes', async (tiktok) => {
    listen(tiktok);
    await tiktok.form('/v2/oauth/revoke/', { token: tiktok.creator.accessToken });
    await tiktok.pass(0);
    expect(received('authorization.removed').content).toEqual({ reason: 5 });
  });

  withControl('fails what was under way with auth_removed', async (tiktok) => {
    listen(tiktok);
    const { data } = await tiktok.creator.initVideo();
    tiktok.simulator.disconnect(tiktok.creator.username);
    await tiktok.pass(0);
    expect(received('post.publish.failed').content).toMatchObject({
      publish_id: data.publish_id,
      reason: 'auth_removed',
    });
    expect(received('authorization.removed').content).toEqual({ reason: 1 });
    const again = tiktok.tokenFor(tiktok.creator.username);
    expect((await again.status(data.publish_id)).data).toMatchObject({
      status: 'FAILED',
      fail_reason: 'auth_removed',
    });
  });
});

describe('the events of older and other products', () => {
  for (const event of ['video.upload.failed', 'video.publish.completed'])
    withControl(`include ${event} with a share id`, async (tiktok) => {
      listen(tiktok);
      const { username } = tiktok.creator;
      tiktok.simulator.sendWebhook({
        username,
        event,
        content: { share_id: 'video.6974245311675353080.VDCxrcMJ' },
      });
      await tiktok.pass(0);
      expect(received(event).content).toEqual({ share_id: 'video.6974245311675353080.VDCxrcMJ' });
    });

  withControl('include portability.download.ready, which names no user', async (tiktok) => {
    listen(tiktok);
    const { username } = tiktok.creator;
    const event = 'portability.download.ready';
    tiktok.simulator.sendWebhook({ username, event, content: { request_id: 1_234_567_890 } });
    await tiktok.pass(0);
    const { body, content } = received(event);
    expect(content).toEqual({ request_id: 1_234_567_890 });
    expect(body.user_openid ?? '').toBe('');
  });
});
