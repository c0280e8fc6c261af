import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../index.ts';
import { type Caller, putChunk } from '../testing/caller.ts';
import { videoOfSize } from '../testing/fixtures.ts';
import { callerFor, startFrozen } from '../testing/rig.ts';

const CHUNK = 5_242_880;

describe('strictness', () => {
  let simulator: Simulator;
  let mia: Caller;
  beforeEach(async () => {
    simulator = await startFrozen();
    mia = callerFor(simulator);
  });
  afterEach(() => simulator.close());

  const rules = () => simulator.violations().map((violation) => violation.rule);

  it('finds nothing wrong with a careful client', async () => {
    await mia.post('/v2/post/publish/creator_info/query/', {});
    await mia.publish(videoOfSize(20_000));
    await simulator.clock.advance(10_000);
    await mia.post('/v2/video/list/?fields=id', {});
    expect(rules()).toEqual([]);
  });

  it.each([
    ['/v2/post/publish/status/fetch', 'missing_trailing_slash'],
    ['/v2/creator_info/query/', 'unknown_path'],
  ])('answers 404 to %s', async (path, rule) => {
    expect((await mia.post(path, {})).status).toBe(404);
    expect(rules()).toEqual([rule]);
  });

  it('answers 404 to a wrong method', async () => {
    expect((await mia.get('/v2/post/publish/creator_info/query/')).status).toBe(404);
    expect(rules()).toEqual(['wrong_method']);
  });

  it('refuses a wrong content type, JSON that is not JSON, and unknown fields', async () => {
    const path = '/v2/post/publish/status/fetch/';
    const wrongType = await mia.post(path, { publish_id: 'x' }, { 'content-type': 'text/plain' });
    const unknown = await mia.post(path, { publish_id: 'x', publishId: 'x' });
    const query = await mia.post(`${path}?fields=x`, { publish_id: 'x' });
    expect([wrongType.code, unknown.code, query.code]).toEqual(Array(3).fill('invalid_params'));
    expect(rules()).toEqual(['wrong_content_type', 'unknown_field', 'unknown_field']);
  });

  it('lets unknown fields pass when told to, and still lists them', async () => {
    simulator.configure({ refuseUnknownFields: false });
    const answer = await mia.post('/v2/post/publish/status/fetch/', { publish_id: 'x', more: 1 });
    expect(answer.code).toBe('invalid_publish_id');
    expect(rules()).toEqual(['unknown_field']);
  });

  it('refuses JSON and unknown fields at the token endpoint', async () => {
    const token = (body: string | URLSearchParams, headers = {}) =>
      fetch(`${simulator.apiUrl}/v2/oauth/token/`, { method: 'POST', body, headers });
    const json = await token('{"client_key":"x"}', { 'content-type': 'application/json' });
    expect([json.status, await json.json()]).toMatchObject([200, { error: 'invalid_request' }]);
    const { clientKey, clientSecret } = simulator.app;
    const form = new URLSearchParams({
      client_key: clientKey,
      client_secret: clientSecret,
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_id: clientKey,
    });
    expect(await (await token(form)).json()).toMatchObject({ error: 'invalid_request' });
    expect(rules()).toEqual(['wrong_content_type', 'unknown_field']);
  });

  it('refuses chunks that are out of order, misdeclared or carry a bearer', async () => {
    const video = videoOfSize(2 * CHUNK + 5);
    const { data } = await mia.init(video.length, {}, CHUNK);
    const put = (first: number, last: number, headers = {}) =>
      putChunk(data.upload_url, video, first, last, headers).then((answer) => answer.status);
    expect(await put(0, CHUNK - 1, { authorization: 'Bearer x' })).toBe(400);
    expect(await put(0, CHUNK - 1, { 'content-type': 'application/octet-stream' })).toBe(400);
    expect(await put(0, CHUNK - 1, { 'content-range': `bytes 0-${CHUNK}/${video.length}` })).toBe(400);
    expect(await put(0, CHUNK - 1, { 'content-range': `bytes 0-${CHUNK - 1}/1` })).toBe(400);
    expect(await put(0, CHUNK - 2)).toBe(400);
    expect(await put(CHUNK, video.length - 1)).toBe(416);
    expect(rules()).toEqual([
      'bearer_on_upload',
      'wrong_content_type',
      'bad_content_range',
      'bad_content_range',
      'wrong_chunk_size',
      'chunk_out_of_order',
    ]);
    expect(await put(0, CHUNK - 1)).toBe(206);
    expect(await put(0, CHUNK - 1)).toBe(416);
    expect(await put(CHUNK, video.length - 1)).toBe(201);
    const address = new URL(data.upload_url);
    address.searchParams.set('upload_token', 'guessed');
    expect((await putChunk(address.href, video, 0, 9)).status).toBe(403);
    address.searchParams.set('upload_id', '1');
    expect((await putChunk(address.href, video, 0, 9)).status).toBe(404);
  });

  it('keeps nothing of a chunk whose connection broke', async () => {
    const video = videoOfSize(2 * CHUNK);
    const { data } = await mia.init(video.length, {}, CHUNK);
    const aborter = new AbortController();
    const half = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new Uint8Array(video.subarray(0, CHUNK / 2)));
        setTimeout(() => aborter.abort(), 50);
      },
    });
    const broken = fetch(data.upload_url, {
      method: 'PUT',
      headers: {
        'content-type': 'video/mp4',
        'content-length': String(CHUNK),
        'content-range': `bytes 0-${CHUNK - 1}/${video.length}`,
      },
      body: half,
      duplex: 'half',
      signal: aborter.signal,
    } as RequestInit);
    await expect(broken).rejects.toThrow();
    expect((await mia.status(data.publish_id)).data.uploaded_bytes).toBe(0);
    expect((await putChunk(data.upload_url, video, 0, CHUNK - 1)).status).toBe(206);
    expect((await putChunk(data.upload_url, video, CHUNK, video.length - 1)).status).toBe(201);
  });

  it('accepts the hex form of a PKCE challenge and, by default, no other', async () => {
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const exchange = async (codeChallenge: string) => {
      const { clientKey, clientSecret, redirectUris } = simulator.app;
      const redirectUri = redirectUris[0]!;
      const code = simulator.issueCode({ username: 'mia.makes', scopes: [], redirectUri, codeChallenge });
      const body = new URLSearchParams({
        client_key: clientKey,
        client_secret: clientSecret,
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      });
      const answer = await fetch(`${simulator.apiUrl}/v2/oauth/token/`, { method: 'POST', body });
      return ((await answer.json()) as { error?: string }).error ?? 'ok';
    };
    expect(await exchange('13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3')).toBe('ok');
    const rfc = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    expect(await exchange(rfc)).toBe('invalid_grant');
    simulator.configure({ pkceHexOnly: false });
    expect(await exchange(rfc)).toBe('ok');
  });
});
