import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../src/endpoints.ts';
import type { Simulator } from '../index.ts';
import { type Caller, putChunk } from '../testing/caller.ts';
import { fixture } from '../testing/fixtures.ts';
import { callerFor, startFrozen } from '../testing/rig.ts';

const video = fixture('sample.mp4');
const last = video.length - 1;

describe('a fault', () => {
  let simulator: Simulator;
  let mia: Caller;
  beforeEach(async () => {
    simulator = await startFrozen();
    mia = callerFor(simulator);
  });
  afterEach(() => simulator.close());

  it('strikes at its endpoint, for its creator, after letting some pass, so many times', async () => {
    const stella = callerFor(simulator, 'strict.stella');
    simulator.faults.add({
      point: 'status.fetch',
      effect: { kind: 'error', code: 'internal_error' },
      creator: 'mia.makes',
      skip: 1,
      times: 2,
    });
    const codes: string[] = [];
    for (const caller of [mia, stella, mia, stella, mia, mia]) codes.push((await caller.status('x')).code);
    const usual = 'invalid_publish_id';
    expect(codes).toEqual([usual, usual, 'internal_error', usual, 'internal_error', usual]);
    expect(simulator.faults.list()).toEqual([]);
  });

  it('answers any code with the status that carries it, in the shape of the endpoint', async () => {
    simulator.faults.add({
      point: 'video.init',
      effect: { kind: 'error', code: 'spam_risk_too_many_posts' },
    });
    expect(await mia.init(video.length)).toMatchObject({ status: 403, code: 'spam_risk_too_many_posts' });
    expect(simulator.tasks()).toEqual([]);
    simulator.faults.add({ point: 'oauth.exchange', effect: { kind: 'error', code: 'server_error' } });
    const token = await fetch(`${simulator.apiUrl}/v2/oauth/token/`, { method: 'POST', body: '' });
    expect(await token.json()).toMatchObject({ error: 'server_error', log_id: expect.any(String) });
  });

  it.each(Object.keys(ENDPOINTS))(
    'strikes at %s under the name that the client has for it',
    async (point) => {
      const fault = { point, effect: { kind: 'none' } };
      const added = await fetch(`${simulator.url}/control/faults`, {
        method: 'POST',
        body: JSON.stringify(fault),
      });
      expect(await added.json()).toMatchObject(fault);
    },
  );

  it('tells a refresh from an exchange, which share one path', async () => {
    const callOf = async (grant_type: string) => {
      const body = new URLSearchParams({ grant_type });
      await fetch(`${simulator.apiUrl}/v2/oauth/token/`, { method: 'POST', body });
      return simulator.calls().at(-1)?.endpoint;
    };
    expect(await callOf('refresh_token')).toBe('oauth.refresh');
    expect(await callOf('authorization_code')).toBe('oauth.exchange');
    expect(await callOf('client_credentials')).toBe('oauth.client_token');
  });

  it('drops the connection before the effect', async () => {
    simulator.faults.add({ point: 'video.init', effect: { kind: 'drop', when: 'before' } });
    await expect(mia.init(video.length)).rejects.toThrow();
    expect(simulator.tasks()).toHaveLength(0);
  });

  it('drops the connection after the effect', async () => {
    simulator.faults.add({ point: 'video.init', effect: { kind: 'drop', when: 'after' } });
    await expect(mia.init(video.length)).rejects.toThrow();
    expect(simulator.tasks()).toHaveLength(1);
  });

  it('answers a gateway page before or after the effect', async () => {
    const body = '<html>502</html>';
    simulator.faults.add({ point: 'video.init', effect: { kind: 'http', status: 502, body, when: 'after' } });
    expect(await mia.init(video.length)).toMatchObject({ status: 502, text: body });
    expect(simulator.tasks()).toHaveLength(1);
    simulator.faults.add({ point: '*', effect: { kind: 'http', status: 503 } });
    expect(await mia.init(video.length)).toMatchObject({ status: 503, text: '' });
    expect(simulator.tasks()).toHaveLength(1);
  });

  it('waits before it answers', async () => {
    simulator.faults.add({ point: 'status.fetch', effect: { kind: 'none' }, latencyMs: 120 });
    const startedMs = performance.now();
    expect((await mia.status('x')).code).toBe('invalid_publish_id');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(115);
  });

  it('loses the answer to a stored chunk, and 416 tells how far the upload got', async () => {
    const { data } = await mia.init(video.length);
    simulator.faults.add({ point: 'upload', effect: { kind: 'drop', when: 'after' } });
    await expect(putChunk(data.upload_url, video, 0, last)).rejects.toThrow();
    const again = await putChunk(data.upload_url, video, 0, last);
    expect(again.status).toBe(416);
    expect(again.headers.get('content-range')).toBe(`bytes 0-${last}/${video.length}`);
  });

  it('refuses a good chunk with 416 without storing it', async () => {
    const { data } = await mia.init(video.length);
    simulator.faults.add({ point: 'upload', effect: { kind: 'range_416' } });
    const refused = await putChunk(data.upload_url, video, 0, last);
    expect(refused.status).toBe(416);
    expect(refused.headers.get('content-range')).toBe(`bytes */${video.length}`);
    expect((await putChunk(data.upload_url, video, 0, last)).status).toBe(201);
  });

  it('leaves out Content-Range', async () => {
    const { data } = await mia.init(video.length);
    simulator.faults.add({ point: 'upload', effect: { kind: 'range_header_lost' } });
    const answer = await putChunk(data.upload_url, video, 0, last);
    expect([answer.status, answer.headers.get('content-range')]).toEqual([201, null]);
  });

  it('answers an upload with a status, having read the chunk', async () => {
    const { data } = await mia.init(video.length);
    simulator.faults.add({ point: 'upload', effect: { kind: 'http', status: 403 } });
    expect((await putChunk(data.upload_url, video, 0, last)).status).toBe(403);
  });

  it('makes the account private between creator info and init', async () => {
    simulator.faults.add({ point: 'creator_info.query', effect: { kind: 'flip_private' } });
    const info = await mia.post('/v2/post/publish/creator_info/query/', {});
    expect(info.data.privacy_level_options).toContain('PUBLIC_TO_EVERYONE');
    expect((await mia.init(video.length)).code).toBe('privacy_level_option_mismatch');
  });

  it('keeps a post in processing for ever', async () => {
    simulator.faults.add({ point: 'processing', effect: { kind: 'stuck' } });
    const publishId = await mia.publish(video);
    await simulator.clock.advance(30 * 86_400_000);
    expect(simulator.tasks()[0]).toMatchObject({ publishId, status: 'PROCESSING_UPLOAD' });
  });

  it.each(['internal', 'spam_risk', 'spam_risk_text', 'spam_risk_too_many_posts'])(
    'fails with %s',
    async (reason) => {
      simulator.faults.add({ point: 'processing', effect: { kind: 'fail', reason } });
      const publishId = await mia.publish(video);
      await simulator.clock.advance(2_000);
      expect((await mia.status(publishId)).data).toMatchObject({ status: 'FAILED', fail_reason: reason });
    },
  );

  it('publishes without ever telling the id', async () => {
    simulator.faults.add({ point: 'processing', effect: { kind: 'withhold_id' } });
    const publishId = await mia.publish(video);
    await simulator.clock.advance(3_600_000);
    const { data } = await mia.status(publishId);
    expect(data).toMatchObject({ status: 'PUBLISH_COMPLETE', publicaly_available_post_id: [] });
    const events = simulator.deliveries().map((delivery) => delivery.event);
    expect(events).toEqual(['post.publish.complete']);
  });

  it('delays processing and moderation once', async () => {
    simulator.faults.add({ point: 'processing', effect: { kind: 'delay', ms: 60_000 }, times: null });
    simulator.faults.add({ point: 'moderation', effect: { kind: 'delay', ms: 3_600_000 } });
    const publishId = await mia.publish(video);
    await simulator.clock.advance(61_000);
    expect((await mia.status(publishId)).data.status).toBe('PROCESSING_UPLOAD');
    await simulator.clock.advance(1_000);
    expect((await mia.status(publishId)).data.status).toBe('PUBLISH_COMPLETE');
    await simulator.clock.advance(3_000_000);
    expect(simulator.posts()[0]?.available).toBe(false);
    await simulator.clock.advance(700_000);
    expect(simulator.posts()[0]?.available).toBe(true);
  });
});
