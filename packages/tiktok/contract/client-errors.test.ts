import { describe, expect } from 'vitest';
import type { FaultPoint } from '../simulator/index.ts';
import { errorRow, failReasonRow, TIKTOK_ERROR_CODES } from '../src/index.ts';
import { LOG_ID } from './wire/answer.ts';
import { DATA_CODES, FAIL_REASONS, OAUTH_CODES } from './wire/catalogue.ts';
import {
  type Client,
  clientOf,
  failureOf,
  PHOTO_POST,
  reached,
  sampleSource,
  VIDEO_POST,
} from './wire/client.ts';
import { contract } from './wire/contract.ts';
import { ALL_SCOPES, type SimulatedTikTok } from './wire/tiktok.ts';

const { photoUrl, withControl } = contract('Client: errors');

type DataPoint = Extract<
  FaultPoint,
  | 'user.info'
  | 'video.list'
  | 'video.query'
  | 'creator_info.query'
  | 'video.init'
  | 'inbox.video.init'
  | 'content.init'
  | 'status.fetch'
  | 'cancel'
>;

const CALLS: Record<DataPoint, (client: Client, accessToken: string) => Promise<unknown>> = {
  'user.info': (client, accessToken) => client.getUserInfo({ accessToken, grantedScopes: ALL_SCOPES }),
  'video.list': (client, accessToken) => client.listVideos({ accessToken }),
  'video.query': (client, accessToken) =>
    client.queryVideos({ accessToken, videoIds: ['7300000000000000001'] }),
  'creator_info.query': (client, accessToken) => client.queryCreatorInfo({ accessToken }),
  'video.init': (client, accessToken) =>
    client.initDirectVideo({ accessToken, post: VIDEO_POST, source: sampleSource() }),
  'inbox.video.init': (client, accessToken) => client.initInboxVideo({ accessToken, source: sampleSource() }),
  'content.init': (client, accessToken) =>
    client.initPhotoPost({ accessToken, post: PHOTO_POST, photoUrls: [photoUrl] }),
  'status.fetch': (client, accessToken) =>
    client.fetchPublishStatus({ accessToken, publishId: 'v_pub_url~v2-1.1' }),
  cancel: (client, accessToken) => client.cancelPublish({ accessToken, publishId: 'v_pub_url~v2-1.1' }),
};

/** A repetition of these could do something twice. */
const CHANGES: readonly string[] = ['video.init', 'inbox.video.init', 'content.init', 'cancel'];

const call = (tiktok: SimulatedTikTok, client: Client, point: FaultPoint) =>
  CALLS[point as DataPoint](client, tiktok.creator.accessToken);

for (const { code, httpStatus, points, dispositions } of DATA_CODES)
  describe(`${code} under ${httpStatus}`, () => {
    for (const point of points)
      withControl(`from ${point} says what to do, with its log_id`, async (tiktok) => {
        const { client } = clientOf(tiktok, { retry: { attempts: 1 } });
        tiktok.simulator.faults.add({ point, effect: { kind: 'error', code, httpStatus } });
        const error = await failureOf(call(tiktok, client, point));
        expect(dispositions).toContain(error.disposition);
        expect(error.rawCode).toBe(code);
        expect(error.code).toBe(code === 'invalid_param' ? 'invalid_params' : code);
        expect(error.httpStatus).toBe(httpStatus);
        expect(error.logId).toBe(tiktok.simulator.calls().at(-1)?.logId);
        expect(error.logId).toMatch(LOG_ID);
        expect(error.mayHaveHadEffect).toBe(CHANGES.includes(point) && httpStatus >= 500);
        expect(error.sentence).not.toBe('');
        expect(error.sentence).not.toContain(code);
      });
  });

describe('an answer without an envelope', () => {
  const BODIES: [string, string | undefined][] = [
    ['a page of the gateway', '<html>502 Bad Gateway</html>'],
    ['nothing', undefined],
  ];
  for (const point of Object.keys(CALLS) as DataPoint[])
    for (const [what, body] of BODIES)
      withControl(`from ${point}, ${what}, is a fault of the gateway`, async (tiktok) => {
        const { client } = clientOf(tiktok, { retry: { attempts: 1 } });
        const effect = { kind: 'http', status: 502, ...(body === undefined ? {} : { body }) } as const;
        tiktok.simulator.faults.add({ point, effect });
        const error = await failureOf(call(tiktok, client, point));
        expect(error).toMatchObject({ code: 'gateway_error', disposition: 'RETRY', httpStatus: 502 });
        expect(error.mayHaveHadEffect).toBe(CHANGES.includes(point));
        expect(error.logId).toMatch(LOG_ID);
      });
});

describe('a code that nobody has written down', () => {
  for (const [httpStatus, mayHaveHadEffect] of [
    [400, false],
    [403, false],
    [200, true],
    [500, true],
  ] as const)
    withControl(
      `under ${httpStatus} stops, and an init ${mayHaveHadEffect ? 'may' : 'cannot'} have worked`,
      async (tiktok) => {
        const { client, calls } = clientOf(tiktok);
        const effect = { kind: 'error', code: 'a_code_of_tomorrow', httpStatus } as const;
        tiktok.simulator.faults.add({ point: 'video.init', effect });
        const error = await failureOf(call(tiktok, client, 'video.init'));
        expect(error).toMatchObject({
          code: 'unknown_code',
          rawCode: 'a_code_of_tomorrow',
          disposition: 'STOP',
          mayHaveHadEffect,
        });
        expect(error.sentence).toContain('a_code_of_tomorrow');
        expect(calls).toMatchObject([{ code: 'unknown_code', rawCode: 'a_code_of_tomorrow' }]);
        expect(reached(tiktok, 'video.init')).toBe(1);
      },
    );
});

describe('a token call', () => {
  for (const { code, disposition, mayHaveHadEffect } of OAUTH_CODES)
    withControl(`refused with ${code} under HTTP 200 asks for ${disposition}, once`, async (tiktok) => {
      const { client } = clientOf(tiktok);
      tiktok.simulator.faults.add({ point: 'oauth.refresh', effect: { kind: 'error', code } });
      const error = await failureOf(client.refreshToken({ refreshToken: tiktok.creator.refreshToken }));
      expect(error).toMatchObject({ code, disposition, httpStatus: 200, mayHaveHadEffect });
      expect(error.logId).toBe(tiktok.simulator.calls().at(-1)?.logId);
      expect(reached(tiktok, 'oauth.refresh')).toBe(1);
    });

  for (const httpStatus of [400, 401])
    for (const { code, disposition } of OAUTH_CODES)
      withControl(`refused with ${code} under HTTP ${httpStatus} asks for ${disposition}`, async (tiktok) => {
        const { client } = clientOf(tiktok, { retry: { attempts: 1 } });
        tiktok.simulator.faults.add({ point: 'oauth.refresh', effect: { kind: 'error', code, httpStatus } });
        const error = await failureOf(client.refreshToken({ refreshToken: tiktok.creator.refreshToken }));
        expect(error).toMatchObject({ code, disposition, httpStatus });
      });
});

describe('a fail reason', () => {
  for (const [reason, disposition] of FAIL_REASONS)
    withControl(`${reason} asks for ${disposition}`, async (tiktok) => {
      const { client } = clientOf(tiktok);
      const { accessToken } = tiktok.creator;
      tiktok.simulator.faults.add({ point: 'processing', effect: { kind: 'fail', reason } });
      const publishId = await tiktok.creator.publish();
      await tiktok.ended(publishId);
      const state = await client.fetchPublishStatus({ accessToken, publishId });
      expect(state).toMatchObject({ status: 'FAILED', failReason: reason });
      expect(failReasonRow(state.failReason).disposition).toBe(disposition);
    });
});

describe('the table of the client', () => {
  withControl('has every code of the pages, and none that the pages lack', () => {
    const documented = [
      ...DATA_CODES.map(({ code }) => (code === 'invalid_param' ? 'invalid_params' : code)),
      ...OAUTH_CODES.map(({ code }) => code),
      ...FAIL_REASONS.map(([reason]) => reason).filter((reason) => reason !== 'a_reason_of_tomorrow'),
      'non_sandbox_target',
    ];
    const onPages = TIKTOK_ERROR_CODES.filter((code) => errorRow(code).page !== null);
    // What an upload answers has no code on the wire; the client names it by the HTTP status.
    const named = onPages.filter((code) => !code.startsWith('upload_'));
    expect(named.toSorted()).toEqual([...new Set(documented)].sort());
  });
});
