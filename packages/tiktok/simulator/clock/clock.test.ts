import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../index.ts';
import { putChunk } from '../testing/caller.ts';
import { fixture } from '../testing/fixtures.ts';
import { callerFor, startFrozen } from '../testing/rig.ts';
import { receiveWebhooks } from '../testing/webhook-receiver.ts';

const video = fixture('sample.mp4');

describe('the clock', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startFrozen({ now: Date.parse('2026-03-01T12:00:00Z') });
  });
  afterEach(() => simulator.close());

  it('starts where it is told to and stands still while frozen', async () => {
    expect(new Date(simulator.clock.now()).toISOString().slice(0, 16)).toBe('2026-03-01T12:00');
    const before = simulator.clock.now();
    await callerFor(simulator).status('unknown');
    expect(simulator.clock.now()).toBe(before);
  });

  it('moves a post through processing and moderation only when time moves', async () => {
    const mia = callerFor(simulator);
    const publishId = await mia.publish(video);
    expect((await mia.status(publishId)).data.status).toBe('PROCESSING_UPLOAD');
    await simulator.clock.advance(1_499);
    expect((await mia.status(publishId)).data.status).toBe('PROCESSING_UPLOAD');
    await simulator.clock.advance(1);
    const complete = await mia.status(publishId);
    expect(complete.data).toMatchObject({ status: 'PUBLISH_COMPLETE', publicaly_available_post_id: [] });
    await simulator.clock.advance(2_000);
    expect((await mia.status(publishId)).text).toMatch(/"publicaly_available_post_id":\[\d{19}\]/);
  });

  it('fires in one step everything that falls due on the way', async () => {
    const mia = callerFor(simulator);
    await mia.publish(video);
    await simulator.clock.advance(86_400_000);
    expect(simulator.posts()[0]).toMatchObject({ available: true });
  });

  it('ends an upload URL after an hour, and the task with it', async () => {
    const mia = callerFor(simulator);
    const { data } = await mia.init(video.length);
    await simulator.clock.advance(3_599_000);
    expect((await putChunk(data.upload_url, video, 1, video.length - 1)).status).toBe(416);
    await simulator.clock.advance(1_000);
    expect((await putChunk(data.upload_url, video, 0, video.length - 1)).status).toBe(403);
    expect(simulator.tasks()[0]).toMatchObject({ status: 'FAILED', failReason: 'internal' });
  });

  it('ends an access token after its two hours', async () => {
    const mia = callerFor(simulator);
    await simulator.clock.advance(7_199_000);
    expect((await mia.get('/v2/user/info/?fields=open_id')).status).toBe(200);
    await simulator.clock.advance(1_000);
    expect((await mia.get('/v2/user/info/?fields=open_id')).code).toBe('access_token_invalid');
  });

  it('slides the rate window', async () => {
    const mia = callerFor(simulator);
    for (let call = 0; call < 6; call++) expect((await mia.init(video.length)).code).toBe('ok');
    expect((await mia.init(video.length)).code).toBe('rate_limit_exceeded');
    await simulator.clock.advance(60_000);
    expect((await mia.init(video.length)).code).toBe('ok');
  });

  it('grows counters with time, and only once a post is public', async () => {
    const mia = callerFor(simulator);
    await mia.publish(video);
    await simulator.clock.advance(10_000);
    const views = async () =>
      (await mia.post('/v2/video/list/?fields=id,view_count', {})).data.videos[0].view_count;
    const early = await views();
    await simulator.clock.advance(3_600_000);
    expect(await views()).toBeGreaterThan(early);
  });

  it('retries an unanswered webhook on schedule and gives up after three days', async () => {
    const receiver = await receiveWebhooks();
    try {
      simulator.configureApp({ webhookUrl: receiver.url });
      receiver.answerWith = 204;
      simulator.sendWebhook({
        username: 'mia.makes',
        event: 'authorization.removed',
        content: { reason: 1 },
      });
      await simulator.clock.advance(0);
      expect(receiver.received).toHaveLength(1);
      await simulator.clock.advance(10_000);
      expect(receiver.received).toHaveLength(2);
      receiver.answerWith = 500;
      await simulator.clock.advance(4 * 86_400_000);
      expect(simulator.deliveries()[0]).toMatchObject({ state: 'given_up' });
      expect(receiver.received).toHaveLength(12);
    } finally {
      await receiver.close();
    }
  });
});
