import { afterEach, beforeEach, describe, expect } from 'vitest';
import { parseWebhookEvent, verifyWebhook, type WebhookEvent } from '../src/index.ts';
import { type Callback, type Delivery, startCallback } from './wire/callback.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';

const { withControl } = contract('Client: webhooks');

let callback: Callback;
beforeEach(async () => {
  callback = await startCallback();
});
afterEach(() => callback.close());

const EVERYBODY = { privacy_level: 'PUBLIC_TO_EVERYONE' };

const listen = (tiktok: SimulatedTikTok) => tiktok.simulator.configureApp({ webhookUrl: callback.url });

const verify = (tiktok: SimulatedTikTok, { rawBody, signature }: Delivery, toleranceSeconds?: number) =>
  verifyWebhook({
    rawBody,
    signatureHeader: signature,
    secret: tiktok.app.clientSecret,
    now: new Date(tiktok.simulator.clock.now()),
    toleranceSeconds,
  });

const parsed = (): WebhookEvent[] => callback.received.map(({ rawBody }) => parseWebhookEvent(rawBody));

async function sendByHand(tiktok: SimulatedTikTok, event: string, content: Record<string, unknown>) {
  listen(tiktok);
  tiktok.simulator.sendWebhook({ username: tiktok.creator.username, event, content });
  await tiktok.pass(0);
  return parsed()[0]!;
}

describe('the life of a post, as webhooks tell it', () => {
  withControl('is verified and read, with the id of the status as a string', async (tiktok) => {
    listen(tiktok);
    const publishId = await tiktok.creator.publish(EVERYBODY);
    await tiktok.pass(10_000);
    tiktok.simulator.updateCreator(tiktok.creator.username, { private: true });
    await tiktok.pass(0);
    for (const delivery of callback.received) expect(verify(tiktok, delivery)).toMatchObject({ ok: true });
    const { id: postId } = tiktok.simulator.posts()[0]!;
    const shared = { publishId, publishType: 'DIRECT_PUBLISH', openId: tiktok.creator.openId };
    expect(parsed()).toMatchObject([
      { ...shared, type: 'post.publish.complete', clientKey: tiktok.app.clientKey },
      { ...shared, type: 'post.publish.publicly_available', postId },
      {
        ...shared,
        type: 'post.publish.no_longer_publicly_available',
        rawEvent: 'post.publish.no_longer_publicaly_available',
        postId,
      },
    ]);
  });

  withControl('begins in the inbox for a draft', async (tiktok) => {
    listen(tiktok);
    const publishId = await tiktok.creator.share();
    await tiktok.pass(10_000);
    expect(parsed()).toMatchObject([
      { type: 'post.publish.inbox_delivered', publishId, publishType: 'INBOX_SHARE' },
    ]);
  });

  withControl('may end in failure, with the reason', async (tiktok) => {
    listen(tiktok);
    const publishId = await tiktok.creator.publish({}, Buffer.alloc(4_000, 'no video'));
    await tiktok.pass(10_000);
    expect(parsed()).toMatchObject([
      { type: 'post.publish.failed', publishId, reason: 'file_format_check_failed' },
    ]);
  });
});

describe('other events', () => {
  const REASONS = [
    'unknown',
    'user_disconnected',
    'account_deleted',
    'age_changed',
    'account_banned',
    'developer_revoked',
  ];
  for (const [number, reason] of REASONS.entries())
    withControl(`authorization.removed ${number} is read as ${reason}`, async (tiktok) => {
      listen(tiktok);
      tiktok.simulator.disconnect(tiktok.creator.username, number);
      await tiktok.pass(0);
      expect(parsed()).toMatchObject([
        { type: 'authorization.removed', reason, openId: tiktok.creator.openId },
      ]);
    });

  const content = {
    publish_id: 'v_pub_file~v2-1.42',
    post_id: '7300000000000000001',
    publish_type: 'DIRECT_PUBLISH',
  };
  const READ: [string, Record<string, unknown>, object][] = [
    [
      'post.publish.no_longer_publicly_available',
      content,
      { type: 'post.publish.no_longer_publicly_available', postId: '7300000000000000001' },
    ],
    ['video.publish.complete', content, { type: 'post.publish.complete', publishId: 'v_pub_file~v2-1.42' }],
    ['video.upload.failed', { share_id: 'video.1' }, { type: 'video.upload.failed', shareId: 'video.1' }],
    [
      'video.publish.completed',
      { share_id: 'video.1' },
      { type: 'video.publish.completed', shareId: 'video.1' },
    ],
    [
      'portability.download.ready',
      { request_id: 42 },
      { type: 'portability.download.ready', requestId: '42', openId: null },
    ],
    ['post.publish.of_tomorrow', { anything: 1 }, { type: 'unknown', rawEvent: 'post.publish.of_tomorrow' }],
  ];
  for (const [event, sent, read] of READ)
    withControl(`${event} is read`, async (tiktok) => {
      expect(await sendByHand(tiktok, event, sent)).toMatchObject(read);
    });
});

describe('a webhook that is not what it seems', () => {
  withControl('is refused when it is forged', async (tiktok) => {
    listen(tiktok);
    tiktok.simulator.faults.add({ point: 'webhook', effect: { kind: 'forge' } });
    await tiktok.creator.publish();
    await tiktok.pass(10_000);
    expect(verify(tiktok, callback.received[0]!)).toMatchObject({ ok: false, reason: 'signature_mismatch' });
  });

  withControl('is refused when it is stale, as genuine, unless more is tolerated', async (tiktok) => {
    listen(tiktok);
    tiktok.simulator.faults.add({ point: 'webhook', effect: { kind: 'stale' } });
    await tiktok.creator.publish();
    await tiktok.pass(10_000);
    const [delivery] = callback.received;
    expect(verify(tiktok, delivery!)).toMatchObject({ ok: false, reason: 'timestamp_stale' });
    expect(verify(tiktok, delivery!, 86_400)).toMatchObject({ ok: true });
  });

  withControl('is refused when one byte is different', async (tiktok) => {
    await sendByHand(tiktok, 'post.publish.complete', { publish_id: 'v_pub_file~v2-1.42' });
    const delivery = callback.received[0]!;
    const rawBody = delivery.rawBody.replace('v2-1.42', 'v2-1.43');
    expect(verify(tiktok, { ...delivery, rawBody })).toMatchObject({
      ok: false,
      reason: 'signature_mismatch',
    });
  });

  withControl('is refused under the secret of another app', async (tiktok) => {
    await sendByHand(tiktok, 'post.publish.complete', { publish_id: 'v_pub_file~v2-1.42' });
    tiktok.app.clientSecret = 'the secret of a sandbox';
    expect(verify(tiktok, callback.received[0]!)).toMatchObject({ ok: false, reason: 'signature_mismatch' });
  });

  for (const [when, ageMs, ok] of [
    ['300 s old', 300_000, true],
    ['301 s old', 301_000, false],
  ] as const)
    withControl(`is ${ok ? 'taken' : 'refused'} when it is ${when}`, async (tiktok) => {
      const { clock } = tiktok.simulator;
      await tiktok.pass(1_000 - (clock.now() % 1_000));
      await sendByHand(tiktok, 'post.publish.complete', { publish_id: 'v_pub_file~v2-1.42' });
      await tiktok.pass(ageMs);
      expect(verify(tiktok, callback.received[0]!).ok).toBe(ok);
    });
});

describe('the documented signature', () => {
  const rawBody = String.raw`{"client_key":"ck_demo","event":"post.publish.complete","create_time":1700000000,"user_openid":"-000demo","content":"{\"publish_id\":\"v_pub_file~v2-1.42\",\"publish_type\":\"DIRECT_PUBLISH\"}"}`;
  const s = '8d568eff9cfc5801bd3ca98c12526010baad75bc5c56510685eb0ef40b7df199';
  const HEADERS: [string, boolean][] = [
    [`t=1700000005,s=${s}`, true],
    [`s=${s},t=1700000005`, true],
    [`t=1700000006,s=${s}`, false],
    [`t=1700000005,s=${s.replace('8', '9')}`, false],
    [`t=1700000005,s=${s.slice(1)}`, false],
    [`t=1700000005`, false],
    ['', false],
  ];
  for (const [signatureHeader, ok] of HEADERS)
    withControl(`${ok ? 'is taken from' : 'is not found in'} "${signatureHeader}"`, () => {
      const now = new Date(1_700_000_006_000);
      expect(verifyWebhook({ rawBody, signatureHeader, secret: 'cs_demo_secret', now }).ok).toBe(ok);
    });
});

describe('the key against duplicates', () => {
  withControl('is the same for a duplicate and for a retry', async (tiktok) => {
    listen(tiktok);
    tiktok.simulator.faults.add({ point: 'webhook', effect: { kind: 'duplicate' } });
    await tiktok.creator.publish();
    callback.answerWith = 500;
    await tiktok.pass(5_000);
    callback.answerWith = 200;
    await tiktok.pass(60_000);
    expect(callback.received.length).toBe(4);
    expect(new Set(parsed().map((event) => event.dedupeKey)).size).toBe(1);
  });

  withControl('differs between events, whatever their order', async (tiktok) => {
    listen(tiktok);
    tiktok.simulator.faults.add({ point: 'webhook', effect: { kind: 'reorder' } });
    await tiktok.creator.publish(EVERYBODY);
    await tiktok.pass(60_000);
    const events = parsed();
    expect(events.map((event) => event.type)).toEqual([
      'post.publish.publicly_available',
      'post.publish.complete',
    ]);
    expect(new Set(events.map((event) => event.dedupeKey)).size).toBe(2);
    expect(events[1]!.createdAt.getTime()).toBeLessThanOrEqual(events[0]!.createdAt.getTime());
    for (const delivery of callback.received) expect(verify(tiktok, delivery)).toMatchObject({ ok: true });
  });

  withControl('differs between two posts of one draft at different seconds', async (tiktok) => {
    listen(tiktok);
    const publishId = await tiktok.creator.share();
    await tiktok.pass(10_000);
    for (const _ of [1, 2]) {
      tiktok.simulator.finishDraft(publishId, { privacyLevel: 'SELF_ONLY' });
      await tiktok.pass(1_000);
    }
    const completed = parsed().filter((event) => event.type === 'post.publish.complete');
    expect(new Set(completed.map((event) => event.dedupeKey)).size).toBe(2);
  });
});
