import { describe, expect } from 'vitest';
import type { FaultPoint } from '../simulator/index.ts';
import { INVALID_PARAMS, LOG_ID, send } from './wire/answer.ts';
import { directVideo, fileUpload, photoDraft, photoPost } from './wire/bodies.ts';
import { Caller, PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';
import { ALL_SCOPES } from './wire/tiktok.ts';

const { anywhere, withControl, withToken } = contract('Every data endpoint');

const photos = ['https://media.example.com/1.jpg'];

type Call = {
  point: FaultPoint;
  path: string;
  /** Left out for a GET. */
  body?: object;
  /** Any one of them is enough. */
  scopes: string[];
};

const CALLS: Record<string, Call> = {
  'user info': {
    point: 'user.info',
    path: `${PATHS.userInfo}?fields=open_id`,
    scopes: ['user.info.basic'],
  },
  'video list': {
    point: 'video.list',
    path: `${PATHS.videoList}?fields=id`,
    body: {},
    scopes: ['video.list'],
  },
  'video query': {
    point: 'video.query',
    path: `${PATHS.videoQuery}?fields=id`,
    body: { filters: { video_ids: ['7300000000000000001'] } },
    scopes: ['video.list'],
  },
  'creator info': {
    point: 'creator_info.query',
    path: PATHS.creatorInfo,
    body: {},
    scopes: ['video.publish'],
  },
  'video init': {
    point: 'video.init',
    path: PATHS.videoInit,
    body: directVideo(),
    scopes: ['video.publish'],
  },
  'inbox init': {
    point: 'inbox.video.init',
    path: PATHS.inboxInit,
    body: { source_info: fileUpload(1_000) },
    scopes: ['video.upload'],
  },
  'photo init': {
    point: 'content.init',
    path: PATHS.contentInit,
    body: photoPost(photos),
    scopes: ['video.publish'],
  },
  'photo draft init': {
    point: 'content.init',
    path: PATHS.contentInit,
    body: photoDraft(photos),
    scopes: ['video.upload'],
  },
  status: {
    point: 'status.fetch',
    path: PATHS.status,
    body: { publish_id: 'v_pub_file~v2-1.7300000000000000001' },
    scopes: ['video.publish', 'video.upload'],
  },
  cancel: {
    point: 'cancel',
    path: PATHS.cancel,
    body: { publish_id: 'v_pub_file~v2-1.7300000000000000001' },
    scopes: ['video.publish', 'video.upload'],
  },
};

const make = (caller: Caller, { path, body }: Call) =>
  body === undefined ? caller.get(path) : caller.post(path, body);

for (const [name, call] of Object.entries(CALLS))
  describe(name, () => {
    anywhere('refuses a token that does not exist', async ({ apiUrl }) => {
      const answer = await make(new Caller({ apiUrl, accessToken: 'act.no-such-token' }), call);
      expect(answer).toMatchObject({ status: 401, code: 'access_token_invalid' });
      expect(answer.body.error.log_id).toMatch(LOG_ID);
    });

    anywhere('refuses to go without a bearer', async ({ apiUrl }) => {
      const init = call.body === undefined ? {} : { method: 'POST', body: JSON.stringify(call.body) };
      const answer = await send(apiUrl + call.path, {
        ...init,
        headers: { 'content-type': 'application/json' },
      });
      expect(answer).toMatchObject({ status: 401, code: 'access_token_invalid' });
    });

    withControl('refuses an access token after its life, and a refresh token', async (tiktok) => {
      const { apiUrl, creator } = tiktok;
      const refreshToken = new Caller({ apiUrl, accessToken: creator.refreshToken });
      expect((await make(refreshToken, call)).code).toBe('access_token_invalid');
      await tiktok.pass(7_200_000);
      expect((await make(creator, call)).code).toBe('access_token_invalid');
    });

    withControl(`refuses every scope but ${call.scopes.join(' or ')}`, async (tiktok) => {
      const others = ALL_SCOPES.filter((scope) => !call.scopes.includes(scope));
      expect(await make(tiktok.newCreator({}, others), call)).toMatchObject({
        status: 401,
        code: 'scope_not_authorized',
      });
      for (const scope of call.scopes)
        expect((await make(tiktok.newCreator({}, [scope]), call)).status).not.toBe(401);
    });

    withControl('is not there without its trailing slash', async ({ creator, simulator }) => {
      const answer = await make(creator, { ...call, path: call.path.replace(/\/(?=$|\?)/, '') });
      expect(answer.status).toBe(404);
      expect(simulator.violations()).toMatchObject([{ rule: 'missing_trailing_slash' }]);
    });

    withControl('is not answered under another method', async ({ creator, simulator }) => {
      const answer = call.body === undefined ? await creator.post(call.path) : await creator.get(call.path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.data).toBeUndefined();
      expect(simulator.violations()).toMatchObject([{ rule: 'wrong_method' }]);
    });

    withControl('can fail with internal_error in the envelope', async ({ creator, simulator }) => {
      simulator.faults.add({ point: call.point, effect: { kind: 'error', code: 'internal_error' } });
      const answer = await make(creator, call);
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expect(answer.code).toBe('internal_error');
    });

    withControl('can fail with a page of the gateway, or with nothing', async ({ creator, simulator }) => {
      const page = '<html><body>502 Bad Gateway</body></html>';
      simulator.faults.add({ point: call.point, effect: { kind: 'http', status: 502, body: page } });
      simulator.faults.add({ point: call.point, effect: { kind: 'http', status: 504 } });
      expect(await make(creator, call)).toMatchObject({ status: 502, text: page });
      expect(await make(creator, call)).toMatchObject({ status: 504, text: '' });
    });

    withControl('can lose its connection', async ({ creator, simulator }) => {
      simulator.faults.add({ point: call.point, effect: { kind: 'drop' } });
      await expect(make(creator, call)).rejects.toThrow();
    });

    for (const [code, status] of [
      ['invalid_file_upload', 400],
      ['rate_limit_exceeded', 429],
      ['a_code_of_tomorrow', 400],
    ] as const)
      withControl(`can answer ${code}`, async ({ creator, simulator }) => {
        simulator.faults.add({ point: call.point, effect: { kind: 'error', code } });
        expect(await make(creator, call)).toMatchObject({ status, code });
      });

    if (call.body !== undefined)
      withToken('refuses a body that is not JSON', async ({ apiUrl, creator }) => {
        const headers = {
          authorization: `Bearer ${creator.accessToken}`,
          'content-type': 'application/json; charset=UTF-8',
        };
        const answer = await send(apiUrl + call.path, { method: 'POST', headers, body: '{"broken":' });
        // Which scope a photo needs is said in its body.
        expect(answer.status).toBe(400);
        expect(answer.code).toMatch(INVALID_PARAMS);
      });
  });

describe('a path that integrations invent', () => {
  const INVENTED: [string, string][] = [
    ['GET', '/v2/creator_info/query/'],
    ['POST', '/v2/creator_info/query/'],
    ['POST', '/v2/post/publish/creator_info/'],
    ['POST', '/v2/post/publish/photo/init/'],
    ['POST', '/v2/post/publish/status/'],
    ['POST', '/v2/post/publish/inbox/content/init/'],
    ['GET', '/v2/oauth/authorize/'],
    ['POST', '/oauth/access_token/'],
    ['POST', '/v2/post/publish/video/delete/'],
    ['POST', '/v2/post/publish/schedule/'],
  ];
  for (const [method, path] of INVENTED)
    withControl(`is not there: ${method} ${path}`, async ({ creator, simulator }) => {
      const answer = method === 'GET' ? await creator.get(path) : await creator.post(path);
      expect(answer.status).toBe(404);
      if (path.startsWith('/v2/')) expect(simulator.violations()).toMatchObject([{ rule: 'unknown_path' }]);
    });

  for (const path of ['/v2/oauth/token', '/v2/oauth/revoke'])
    withControl(`is not there: POST ${path}, without its trailing slash`, async (tiktok) => {
      expect((await tiktok.form(path, { grant_type: 'client_credentials' })).status).toBe(404);
      expect(tiktok.simulator.violations()).toMatchObject([{ rule: 'missing_trailing_slash' }]);
    });
});
