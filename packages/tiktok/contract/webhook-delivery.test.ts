import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { type Callback, type Delivery, startCallback } from './wire/callback.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';

const { withControl } = contract('TikTok Webhooks: delivery');

const HOUR_MS = 3_600_000;

let callback: Callback;
beforeEach(async () => {
  callback = await startCallback();
});
afterEach(() => callback.close());

function emit(tiktok: SimulatedTikTok, event = 'post.publish.complete'): void {
  tiktok.simulator.configureApp({ webhookUrl: callback.url });
  const content = { publish_id: 'v_pub_file~v2-1.42', publish_type: 'DIRECT_PUBLISH' };
  tiktok.simulator.sendWebhook({ username: tiktok.creator.username, event, content });
}

/** The age of the signature in seconds, and whether it is right. */
function judge(tiktok: SimulatedTikTok, { signature, rawBody }: Delivery) {
  const [, t, s] = /^t=(\d+),s=(\w+)$/.exec(signature) ?? [];
  const expected = createHmac('sha256', tiktok.app.clientSecret).update(`${t}.${rawBody}`).digest('hex');
  return { genuine: s === expected, ageSeconds: Math.floor(tiktok.simulator.clock.now() / 1000) - Number(t) };
}

describe('a delivery', () => {
  withControl('that is answered 200 happens once', async (tiktok) => {
    emit(tiktok);
    await tiktok.pass(72 * HOUR_MS);
    expect(callback.received).toHaveLength(1);
  });

  for (const status of [201, 202, 204, 301, 400, 404, 410, 500])
    withControl(`that is answered ${status} has failed, and comes again`, async (tiktok) => {
      callback.answerWith = status;
      emit(tiktok);
      await tiktok.pass(0);
      expect(callback.received).toHaveLength(1);
      callback.answerWith = 200;
      await tiktok.pass(72 * HOUR_MS);
      expect(callback.received).toHaveLength(2);
      expect(callback.received[1]!.rawBody).toBe(callback.received[0]!.rawBody);
    });

  withControl('that nobody takes comes at growing intervals for up to 72 hours', async (tiktok) => {
    callback.answerWith = 500;
    emit(tiktok);
    await tiktok.pass(30 * 24 * HOUR_MS);
    const [delivery] = tiktok.simulator.deliveries();
    const at = delivery!.attempts.map((attempt) => attempt.atMs - delivery!.createdAtMs);
    expect(at.length).toBe(callback.received.length);
    expect(at.length).toBeGreaterThan(5);
    expect(at.at(-1)).toBeLessThanOrEqual(72 * HOUR_MS);
    expect(at.at(-1)).toBeGreaterThan(48 * HOUR_MS);
    const waits = at.slice(1).map((ms, index) => ms - at[index]!);
    for (const [index, wait] of waits.slice(1).entries()) expect(wait).toBeGreaterThanOrEqual(waits[index]!);
    expect(delivery!.state).toBe('given_up');
  });

  withControl('is taken by a callback that was away for two days', async (tiktok) => {
    callback.answerWith = 503;
    emit(tiktok);
    await tiktok.pass(48 * HOUR_MS);
    callback.answerWith = 200;
    await tiktok.pass(24 * HOUR_MS);
    expect(tiktok.simulator.deliveries()[0]!.state).toBe('delivered');
  });

  for (const resignRetries of [true, false])
    withControl(`is ${resignRetries ? '' : 'not '}signed again on a retry when told so`, async (tiktok) => {
      tiktok.simulator.configure({ resignRetries });
      callback.answerWith = 500;
      emit(tiktok);
      await tiktok.pass(0);
      callback.answerWith = 200;
      await tiktok.pass(10_000);
      const [first, second] = callback.received;
      expect(judge(tiktok, second!).genuine).toBe(true);
      expect(second!.signature === first!.signature).toBe(!resignRetries);
    });
});

describe('a webhook may', () => {
  const order = (
    tiktok: SimulatedTikTok,
    effect: Parameters<typeof tiktok.simulator.faults.add>[0]['effect'],
  ) => tiktok.simulator.faults.add({ point: 'webhook', effect });

  withControl('come twice, byte for byte', async (tiktok) => {
    order(tiktok, { kind: 'duplicate' });
    emit(tiktok);
    await tiktok.pass(0);
    expect(callback.received).toHaveLength(2);
    expect(callback.received[1]!.rawBody).toBe(callback.received[0]!.rawBody);
  });

  withControl('be overtaken by a later one', async (tiktok) => {
    order(tiktok, { kind: 'reorder' });
    await tiktok.creator.publish({ privacy_level: 'PUBLIC_TO_EVERYONE' });
    tiktok.simulator.configureApp({ webhookUrl: callback.url });
    await tiktok.pass(60_000);
    expect(callback.events()).toEqual(['post.publish.publicly_available', 'post.publish.complete']);
  });

  withControl('come late', async (tiktok) => {
    order(tiktok, { kind: 'delay', ms: HOUR_MS });
    emit(tiktok);
    await tiktok.pass(HOUR_MS - 1);
    expect(callback.received).toEqual([]);
    await tiktok.pass(1);
    expect(callback.received).toHaveLength(1);
    expect(tiktok.simulator.clock.now() / 1000 - callback.received[0]!.body.create_time).toBeGreaterThan(
      3_500,
    );
  });

  withControl('never come', async (tiktok) => {
    order(tiktok, { kind: 'drop' });
    emit(tiktok);
    await tiktok.pass(72 * HOUR_MS);
    expect(callback.received).toEqual([]);
  });

  withControl('be forged by somebody without the secret', async (tiktok) => {
    order(tiktok, { kind: 'forge' });
    emit(tiktok);
    await tiktok.pass(0);
    expect(judge(tiktok, callback.received[0]!)).toMatchObject({ genuine: false });
  });

  withControl('be genuine and stale', async (tiktok) => {
    order(tiktok, { kind: 'stale' });
    emit(tiktok);
    await tiktok.pass(0);
    const { genuine, ageSeconds } = judge(tiktok, callback.received[0]!);
    expect(genuine).toBe(true);
    expect(ageSeconds).toBeGreaterThan(300);
  });
});
