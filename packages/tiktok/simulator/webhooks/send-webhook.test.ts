import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signWebhook } from '../../src/webhooks/sign.ts';
import type { Simulator } from '../index.ts';
import { fixture } from '../testing/fixtures.ts';
import { callerFor, startFrozen } from '../testing/rig.ts';
import { receiveWebhooks } from '../testing/webhook-receiver.ts';

type Receiver = Awaited<ReturnType<typeof receiveWebhooks>>;

describe('webhooks', () => {
  let simulator: Simulator;
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await receiveWebhooks();
    simulator = await startFrozen({ app: { webhookUrl: receiver.url } });
  });
  afterEach(async () => {
    await simulator.close();
    await receiver.close();
  });

  const send = (event: string) => simulator.sendWebhook({ username: 'mia.makes', event, content: {} });
  const events = () => receiver.received.map((each) => each.event);
  const isGenuine = (index: number) => {
    const { rawBody, signature } = receiver.received[index]!;
    const timestampSeconds = Number(/^t=(\d+),/.exec(signature)?.[1]);
    return signature === signWebhook({ secret: simulator.app.clientSecret, timestampSeconds, rawBody });
  };
  const ageSeconds = (index: number) =>
    Math.floor(simulator.clock.now() / 1000) -
    Number(/^t=(\d+),/.exec(receiver.received[index]!.signature)?.[1]);

  it('tell the life of a public post, signed, with the id as a string', async () => {
    const publishId = await callerFor(simulator).publish(fixture('sample.mp4'));
    await simulator.clock.advance(10_000);
    expect(events()).toEqual(['post.publish.complete', 'post.publish.publicly_available']);
    expect(receiver.received[0]!.content).toEqual({ publish_id: publishId, publish_type: 'DIRECT_PUBLISH' });
    expect(receiver.received[1]!.content.post_id).toBe(simulator.posts()[0]!.id);
    expect([isGenuine(0), isGenuine(1)]).toEqual([true, true]);
    expect(JSON.parse(receiver.received[0]!.rawBody)).toMatchObject({
      client_key: simulator.app.clientKey,
      user_openid: simulator.creators()[0]!.openId,
      create_time: expect.any(Number),
    });
  });

  it('say that a post is public no longer, and public again', async () => {
    await callerFor(simulator).publish(fixture('sample.mp4'));
    await simulator.clock.advance(10_000);
    simulator.updateCreator('mia.makes', { private: true });
    simulator.updateCreator('mia.makes', { private: false });
    await simulator.clock.advance(0);
    expect(events().slice(2).sort()).toEqual([
      'post.publish.no_longer_publicaly_available',
      'post.publish.publicly_available',
    ]);
  });

  it('say who removed the app, and fail what was under way', async () => {
    const mia = callerFor(simulator);
    await mia.init(1_000);
    simulator.disconnect('mia.makes');
    await simulator.clock.advance(0);
    expect(receiver.received.map(({ event, content }) => [event, content.reason])).toEqual(
      expect.arrayContaining([
        ['authorization.removed', 1],
        ['post.publish.failed', 'auth_removed'],
      ]),
    );
    expect((await mia.status('x')).code).toBe('access_token_invalid');
  });

  it('arrive twice, with the same body', async () => {
    simulator.faults.add({ point: 'webhook', effect: { kind: 'duplicate' } });
    send('post.publish.complete');
    await simulator.clock.advance(0);
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[0]!.rawBody).toBe(receiver.received[1]!.rawBody);
  });

  it('arrive in another order', async () => {
    simulator.faults.add({ point: 'webhook', effect: { kind: 'reorder' } });
    send('first');
    send('second');
    await simulator.clock.advance(0);
    expect(events()).toEqual(['second', 'first']);
  });

  it('arrive late, or never', async () => {
    simulator.faults.add({ point: 'webhook', event: 'late', effect: { kind: 'delay', ms: 3_600_000 } });
    simulator.faults.add({ point: 'webhook', event: 'lost', effect: { kind: 'drop' } });
    send('lost');
    send('late');
    send('prompt');
    await simulator.clock.advance(3_599_000);
    expect(events()).toEqual(['prompt']);
    await simulator.clock.advance(1_000);
    expect(events()).toEqual(['prompt', 'late']);
    await simulator.clock.advance(7 * 86_400_000);
    expect(events()).toEqual(['prompt', 'late']);
  });

  it('carry a forged signature once, and a genuine one when sent again', async () => {
    simulator.faults.add({ point: 'webhook', effect: { kind: 'forge' } });
    receiver.answerWith = 401;
    send('post.publish.complete');
    await simulator.clock.advance(0);
    receiver.answerWith = 200;
    await simulator.clock.advance(10_000);
    expect([isGenuine(0), isGenuine(1)]).toEqual([false, true]);
  });

  it('carry a right signature over a stale timestamp', async () => {
    simulator.faults.add({ point: 'webhook', effect: { kind: 'stale' } });
    send('post.publish.complete');
    await simulator.clock.advance(0);
    expect(isGenuine(0)).toBe(true);
    expect(ageSeconds(0)).toBe(3_600);
  });

  it.each([202, 204, 301, 500])('are sent again after %i, which is not 200', async (status) => {
    receiver.answerWith = status;
    send('post.publish.complete');
    await simulator.clock.advance(10_000);
    expect(receiver.received).toHaveLength(2);
  });

  it('keep their first timestamp on a retry when told so', async () => {
    simulator.configure({ resignRetries: false });
    receiver.answerWith = 500;
    send('post.publish.complete');
    await simulator.clock.advance(10_000);
    expect([ageSeconds(0), ageSeconds(1)]).toEqual([10, 10]);
  });

  it('are kept, but not sent, without a callback URL', async () => {
    simulator.configureApp({ webhookUrl: null });
    send('post.publish.complete');
    await simulator.clock.advance(0);
    expect(simulator.deliveries()).toMatchObject([{ state: 'no_callback_url', attempts: [] }]);
  });
});
