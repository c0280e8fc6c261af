import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Ending } from './testing/scripted-server.ts';
import { failed, ok, startScriptedServer, unusedUrl } from './testing/scripted-server.ts';
import { failureOf, testClient } from './testing/test-client.ts';

const publishId = 'v_pub_file~v2-1.42';
const state = ok({ status: 'PROCESSING_UPLOAD' });
const read = { accessToken: 'act.token', publishId };
const init = {
  accessToken: 'act.token',
  source: { source: 'PULL_FROM_URL' as const, videoUrl: 'https://m/v?sig=s3cr3t' },
};
const html: Ending = { status: 502, body: '<html>Bad Gateway</html>', headers: { 'x-tt-logid': 'LOGH' } };

describe('a request', () => {
  it('goes to the path with its trailing slash, with bearer and JSON', async () => {
    const server = await startScriptedServer(state);
    await testClient(server.url).client.fetchPublishStatus(read);
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/v2/post/publish/status/fetch/',
      headers: { authorization: 'Bearer act.token', 'content-type': 'application/json; charset=UTF-8' },
    });
    expect(JSON.parse(String(server.seen[0]?.body))).toEqual({ publish_id: publishId });
  });

  it('keeps a base path of the API URL', async () => {
    const server = await startScriptedServer(state);
    await testClient(`${server.url}/tiktok/`).client.fetchPublishStatus(read);
    expect(server.seen[0]?.path).toBe('/tiktok/v2/post/publish/status/fetch/');
  });

  it('uses the fetch that it is given', async () => {
    const body = '{"data":{"status":"FAILED"},"error":{"code":"ok","message":"","log_id":"L"}}';
    const { client } = testClient('http://nowhere.invalid', { fetch: async () => new Response(body) });
    expect((await client.fetchPublishStatus(read)).status).toBe('FAILED');
  });
});

describe('an answer', () => {
  it('is a failure when the envelope says so, although HTTP says 200', async () => {
    const server = await startScriptedServer(failed(200, 'invalid_publish_id'));
    const error = await failureOf(testClient(server.url).client.fetchPublishStatus(read));
    expect(error).toMatchObject({
      code: 'invalid_publish_id',
      httpStatus: 200,
      logId: 'LOG1',
      disposition: 'STOP',
    });
  });

  it('is a success when the envelope says so, although HTTP does not', async () => {
    const server = await startScriptedServer({ ...(state as object), status: 500 });
    expect((await testClient(server.url).client.fetchPublishStatus(read)).logId).toBe('LOG1');
  });

  it.each([
    ['without the error wrapper', { code: 'access_token_invalid', message: 'm', log_id: 'LOG2' }],
    [
      'with the other spelling of the log id',
      { error: { code: 'access_token_invalid', message: 'm', logid: 'LOG2' } },
    ],
    [
      'in the shape of the OAuth endpoints',
      { error: 'access_token_invalid', error_description: 'm', log_id: 'LOG2' },
    ],
    ['without data', { error: { code: 'access_token_invalid', message: 'm', log_id: 'LOG2' } }],
  ])('is understood %s', async (_title, body) => {
    const server = await startScriptedServer({ status: 401, body });
    const error = await failureOf(testClient(server.url).client.fetchPublishStatus(read));
    expect(error).toMatchObject({
      code: 'access_token_invalid',
      logId: 'LOG2',
      operatorDetail: 'm',
      httpStatus: 401,
    });
  });

  it.each([
    ['an empty 200', { status: 200 }, 'malformed_answer'],
    ['JSON that is no envelope', { status: 200, body: [1] }, 'malformed_answer'],
    ['an envelope without error', { status: 200, body: { data: { status: 'FAILED' } } }, 'malformed_answer'],
    ['an HTML 404', { status: 404, body: '<h1>Not found</h1>' }, 'malformed_answer'],
    ['an HTML 401', { status: 401, body: '<h1>Proxy</h1>' }, 'malformed_answer'],
    ['an empty 429', { status: 429 }, 'rate_limit_exceeded'],
    ['an HTML 503', { status: 503, body: '<h1>Busy</h1>' }, 'gateway_error'],
    ['a success without what it promises', ok({}), 'malformed_answer'],
  ])('that is %s has the code of its status', async (_title, ending, code) => {
    const server = await startScriptedServer(ending as Ending);
    const error = await failureOf(testClient(server.url).client.fetchPublishStatus(read));
    expect(error.code).toBe(code);
  });

  it('with a code that nobody has documented stops, and is reported', async () => {
    const server = await startScriptedServer(failed(403, 'brand_new_code'));
    const { client, calls } = testClient(server.url);
    const error = await failureOf(client.fetchPublishStatus(read));
    expect(error).toMatchObject({ code: 'unknown_code', rawCode: 'brand_new_code', disposition: 'STOP' });
    expect(calls).toMatchObject([{ code: 'unknown_code', rawCode: 'brand_new_code', httpStatus: 403 }]);
  });

  it('with fields and values that nobody has documented is accepted, and reported', async () => {
    const server = await startScriptedServer(ok({ status: 'ARCHIVED', fail_reason: 'tired', extra: 1 }));
    const { client, calls } = testClient(server.url);
    expect((await client.fetchPublishStatus(read)).status).toEqual({ unknown: 'ARCHIVED' });
    expect(calls[0]?.unknown).toEqual(['extra', 'status=ARCHIVED', 'fail_reason=tired']);
  });

  it('that redirects is not followed, because a token would go along', async () => {
    const elsewhere = await startScriptedServer(state);
    const server = await startScriptedServer({ status: 307, headers: { location: elsewhere.url } });
    const error = await failureOf(testClient(server.url).client.fetchPublishStatus(read));
    expect(error).toMatchObject({ code: 'malformed_answer', httpStatus: 307 });
    expect(elsewhere.seen).toEqual([]);
  });

  it('keeps all digits of a 19-digit id', async () => {
    const text =
      '{"data":{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":[7300000000000000001,"7300000000000000003"]},"error":{"code":"ok","message":"","log_id":"L"}}';
    const server = await startScriptedServer({ body: text });
    const { postIds } = await testClient(server.url).client.fetchPublishStatus(read);
    expect(postIds).toEqual(['7300000000000000001', '7300000000000000003']);
  });
});

describe('a read', () => {
  it.each<[string, Ending]>([
    ['a gateway page', html],
    ['an internal error', failed(500, 'internal_error')],
    ['a connection that breaks before the request was read', 'drop-before-reading'],
    ['a connection that breaks before the answer', 'drop-after-reading'],
  ])('is repeated after %s', async (_title, ending) => {
    const server = await startScriptedServer(ending, ending, state);
    const { client, calls } = testClient(server.url);
    expect((await client.fetchPublishStatus(read)).rawStatus).toBe('PROCESSING_UPLOAD');
    expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(calls.at(-1)?.code).toBe('ok');
  });

  it('gives up after the agreed number of tries', async () => {
    const server = await startScriptedServer(html);
    const error = await failureOf(
      testClient(server.url, { retry: { attempts: 3 } }).client.fetchPublishStatus(read),
    );
    expect(error).toMatchObject({ code: 'gateway_error', logId: 'LOGH', mayHaveHadEffect: false });
    expect(server.seen).toHaveLength(3);
  });

  it('is one request when its repetition is left to the caller', async () => {
    const server = await startScriptedServer(failed(503, 'internal_error'));
    const { client } = testClient(server.url, { retry: { leaveToCaller: ['status.fetch'] } });
    expect(await failureOf(client.fetchPublishStatus(read))).toMatchObject({ code: 'internal_error' });
    expect(server.seen).toHaveLength(1);
  });

  it.each<[string, Ending]>([
    ['refused for good', failed(400, 'invalid_params')],
    ['refused for its token', failed(401, 'access_token_invalid')],
    ['over the rate limit', failed(429, 'rate_limit_exceeded')],
  ])('is not repeated when it was %s', async (_title, ending) => {
    const server = await startScriptedServer(ending);
    await failureOf(testClient(server.url).client.fetchPublishStatus(read));
    expect(server.seen).toHaveLength(1);
  });
});

describe('an init', () => {
  it.each<[string, Ending, string]>([
    ['a gateway page', html, 'gateway_error'],
    ['an internal error', failed(500, 'internal_error'), 'internal_error'],
    ['a broken connection', 'drop-after-reading', 'network_error'],
    ['a broken connection', 'drop-before-reading', 'network_error'],
    ['an answer without its publish id', ok({}), 'malformed_answer'],
  ])('is never repeated after %s, and says that it may have had an effect', async (_title, ending, code) => {
    const server = await startScriptedServer(ending, ok({ publish_id: publishId }));
    const { client, calls } = testClient(server.url);
    expect(await failureOf(client.initInboxVideo(init))).toMatchObject({ code, mayHaveHadEffect: true });
    expect(calls).toHaveLength(1);
  });

  it('is never repeated after silence', async () => {
    const server = await startScriptedServer('silence');
    const error = await failureOf(testClient(server.url, { timeoutMs: 50 }).client.initInboxVideo(init));
    expect(error).toMatchObject({ code: 'timeout', mayHaveHadEffect: true, httpStatus: null, logId: null });
    expect(server.seen).toHaveLength(1);
  });

  it('had no effect when nothing listens', async () => {
    const error = await failureOf(testClient(await unusedUrl()).client.initInboxVideo(init));
    expect(error).toMatchObject({ code: 'network_error', mayHaveHadEffect: false, disposition: 'RETRY' });
  });
});

describe('a rate limit', () => {
  it('says how long the sliding minute lasts', async () => {
    const server = await startScriptedServer(failed(429, 'rate_limit_exceeded'));
    const error = await failureOf(testClient(server.url).client.initInboxVideo(init));
    expect(error).toMatchObject({ retryAfterMs: 60_000, mayHaveHadEffect: false });
  });

  it('says what TikTok says, should it say so', async () => {
    const limited = { ...(failed(429, 'rate_limit_exceeded') as object), headers: { 'retry-after': '7' } };
    const server = await startScriptedServer(limited);
    expect((await failureOf(testClient(server.url).client.initInboxVideo(init))).retryAfterMs).toBe(7000);
  });

  it('is waited for when the caller wants that, even by an init', async () => {
    const limited = { ...(failed(429, 'rate_limit_exceeded') as object), headers: { 'retry-after': '0' } };
    const server = await startScriptedServer(limited, ok({ publish_id: publishId }));
    const { client } = testClient(server.url, { retry: { waitForRateLimit: true } });
    expect((await client.initInboxVideo(init)).publishId).toBe(publishId);
  });
});

describe('an abort', () => {
  it('ends a call that is under way with the reason of the caller', async () => {
    const server = await startScriptedServer('silence');
    const stop = new AbortController();
    const reason = new Error('shutting down');
    const call = testClient(server.url).client.fetchPublishStatus({ ...read, signal: stop.signal });
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it('ends the pause before a repetition', async () => {
    const server = await startScriptedServer(html);
    const stop = new AbortController();
    const { client } = testClient(server.url, {
      retry: { baseDelayMs: 3_600_000, maxDelayMs: 3_600_000, random: () => 0.9 },
      onCall: () => stop.abort(new Error('enough')),
    });
    await expect(client.fetchPublishStatus({ ...read, signal: stop.signal })).rejects.toThrow('enough');
  });
});

describe('what is logged', () => {
  const secrets = ['act.token', 'cs_very_secret', 'rft.spent', 's3cr3t', 'one-time-code'];

  it("keeps TikTok's message for operators, without the secrets in it", async () => {
    const message = `token act.token secret cs_very_secret see https://m/v?sig=s3cr3t or act.other ${'x'.repeat(999)}`;
    const server = await startScriptedServer(failed(400, 'invalid_params', message));
    const error = await failureOf(testClient(server.url).client.initInboxVideo(init));
    expect(error.operatorDetail).toMatch(/^token \[.*see \[secret\] or \[token\]/);
    expect(error.operatorDetail?.length).toBeLessThan(520);
    expect(error.sentence).not.toContain('token');
    for (const secret of secrets) expect(inspect(error, { depth: 9 })).not.toContain(secret);
  });

  it('has no secrets in it when the connection breaks', async () => {
    const server = await startScriptedServer('drop-after-reading');
    const { client, calls } = testClient(server.url);
    const errors = [
      await failureOf(client.refreshToken({ refreshToken: 'rft.spent' })),
      await failureOf(client.exchangeCode({ code: 'one-time-code', redirectUri: 'https://app/cb' })),
      await failureOf(client.initInboxVideo(init)),
    ];
    for (const secret of secrets) expect(inspect({ errors, calls }, { depth: 9 })).not.toContain(secret);
  });

  it('does not cost the answer when the observer fails', async () => {
    const server = await startScriptedServer(ok({ publish_id: publishId }));
    const { client } = testClient(server.url, {
      onCall: () => {
        throw new Error('log is full');
      },
    });
    expect((await client.initInboxVideo(init)).publishId).toBe(publishId);
  });
});
