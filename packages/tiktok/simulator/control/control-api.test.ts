import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../index.ts';
import { fixture } from '../testing/fixtures.ts';
import { callerFor, startFrozen } from '../testing/rig.ts';

describe('the control API', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startFrozen();
  });
  afterEach(() => simulator.close());

  async function control(
    method: string,
    path: string,
    body?: object,
    // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the wire holds
  ): Promise<{ status: number; body: any }> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(`${simulator.url}/control${path}`, init);
    return { status: answer.status, body: await answer.json() };
  }

  it.each(['999.999.999.999', 'a b', '['])('refuses the host %s as a bad request', async (host) => {
    const status = await new Promise((resolve, reject) => {
      get(`${simulator.url}/control/nothing`, { headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(400);
  });

  it('refuses an address that names a user as a bad request', async () => {
    const { host, port } = new URL(simulator.url);
    const status = await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: `http://user@${host}/v2/oauth/token/` }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(400);
  });

  it('moves the clock', async () => {
    const { body: before } = await control('GET', '/clock');
    const { body: after } = await control('POST', '/clock/advance', { ms: 5_000 });
    expect(after).toMatchObject({ now: before.now + 5_000, frozen: true });
    expect((await control('POST', '/clock/resume')).body.frozen).toBe(false);
    expect((await control('POST', '/clock/freeze')).body.frozen).toBe(true);
  });

  it('lists posts with the hash and size of what was received', async () => {
    const video = fixture('sample.mp4');
    await callerFor(simulator).publish(video, { title: 'Hello' });
    await simulator.clock.advance(10_000);
    const { body } = await control('GET', '/posts');
    expect(body).toMatchObject([
      {
        username: 'mia.makes',
        caption: 'Hello',
        privacyLevel: 'PUBLIC_TO_EVERYONE',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        byteCount: video.length,
        available: true,
      },
    ]);
    const changed = await control('PUT', `/posts/${body[0].id}`, { privacyLevel: 'SELF_ONLY' });
    expect(changed.body.available).toBe(false);
  });

  it('makes and changes creators, and gives out codes and tokens for them', async () => {
    expect((await control('POST', '/creators', { username: 'new.nora' })).status).toBe(201);
    const { body } = await control('PUT', '/creators/new.nora', { private: true, dailyPostCap: 0 });
    expect(body).toMatchObject({ private: true, dailyPostCap: 0 });
    const tokens = await control('POST', '/creators/new.nora/tokens', { scopes: ['user.info.basic'] });
    expect(tokens.body).toMatchObject({ accessToken: expect.stringMatching(/^act\./), openId: body.openId });
    const code = await control('POST', '/creators/new.nora/code', { scopes: [], redirectUri: 'http://x/' });
    expect(code.status).toBe(201);
    await control('POST', '/creators/new.nora/disconnect', { reason: 1 });
    expect((await control('GET', '/deliveries')).body).toMatchObject([{ event: 'authorization.removed' }]);
  });

  it('adds and clears faults, which it checks', async () => {
    const fault = { point: 'video.init', effect: { kind: 'drop', when: 'after' }, times: 2 };
    const { body, status } = await control('POST', '/faults', fault);
    expect([status, body]).toMatchObject([201, fault]);
    expect((await control('POST', '/faults', { point: 'video.init', effect: { kind: 'dorp' } })).status).toBe(
      400,
    );
    await control('DELETE', `/faults/${body.id}`);
    expect((await control('GET', '/faults')).body).toEqual([]);
  });

  it('posts a draft as its creator', async () => {
    const publishId = await callerFor(simulator).share(fixture('sample.mp4'));
    const tooEarly = await control('POST', `/tasks/${publishId}/post`, { privacyLevel: 'SELF_ONLY' });
    expect(tooEarly).toMatchObject({ status: 400, body: { error: 'This draft is not in the inbox.' } });
    await simulator.clock.advance(2_000);
    const posted = await control('POST', `/tasks/${publishId}/post`, { privacyLevel: 'SELF_ONLY' });
    expect(posted).toMatchObject({ status: 201, body: { privacyLevel: 'SELF_ONLY' } });
    expect((await control('POST', `/tasks/${publishId}/discard`)).body.discarded).toBe(true);
  });

  it('changes the app and the settings, keeping what is not said', async () => {
    await control('PUT', '/app', { webhookUrl: 'http://127.0.0.1:9/hook', audited: false });
    expect(simulator.app).toMatchObject({ audited: false, redirectUris: ['http://localhost:3000/callback'] });
    await control('PUT', '/settings', { rateLimitsPerMinute: { init: 1 } });
    expect(simulator.settings.rateLimitsPerMinute).toMatchObject({ init: 1, status: 30 });
  });

  it.each([
    ['PUT', '/app', { audited: 'yes' }],
    ['PUT', '/settings', { procesingMs: 1 }],
    ['PUT', '/settings', { processingMs: '1' }],
    ['POST', '/creators', { username: 'No Spaces' }],
    ['POST', '/creators', { username: 'mia.makes' }],
    ['PUT', '/creators/nobody', { private: true }],
    ['POST', '/clock/advance', { ms: -1 }],
  ])('says why it refuses %s %s %j', async (method, path, body) => {
    expect(await control(method, path, body)).toMatchObject({
      status: 400,
      body: { error: expect.any(String) },
    });
  });

  it('starts over', async () => {
    await control('POST', '/creators', { username: 'new.nora' });
    await control('POST', '/reset');
    const { body } = await control('GET', '/state');
    expect(body.creators.map((creator: { username: string }) => creator.username)).toEqual([
      'mia.makes',
      'quiet.quinn',
      'strict.stella',
      'banned.bo',
      'north.kitchen',
    ]);
    expect(body).toMatchObject({ tasks: [], posts: [], deliveries: [], faults: [], violations: [] });
  });
});
