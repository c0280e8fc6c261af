import { describe, expect } from 'vitest';
import type { FaultEffect } from '../simulator/index.ts';
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
import { startMediaHost } from './wire/media-host.ts';
import { ALL_SCOPES } from './wire/tiktok.ts';

const { photoUrl, withControl } = contract('Client: what is repeated');

const INITS = {
  'video.init': (client: Client, accessToken: string) =>
    client.initDirectVideo({ accessToken, post: VIDEO_POST, source: sampleSource() }),
  'inbox.video.init': (client: Client, accessToken: string) =>
    client.initInboxVideo({ accessToken, source: sampleSource() }),
  'content.init': (client: Client, accessToken: string) =>
    client.initPhotoPost({ accessToken, post: PHOTO_POST, photoUrls: [photoUrl] }),
} as const;

const READS = {
  'user.info': (client: Client, accessToken: string) =>
    client.getUserInfo({ accessToken, grantedScopes: ALL_SCOPES }),
  'creator_info.query': (client: Client, accessToken: string) => client.queryCreatorInfo({ accessToken }),
  'video.list': (client: Client, accessToken: string) => client.listVideos({ accessToken }),
} as const;

const LOST: [string, FaultEffect][] = [
  ['the connection broke after the effect', { kind: 'drop', when: 'after' }],
  ['the connection broke before the effect', { kind: 'drop', when: 'before' }],
  ['the gateway gave up after the effect', { kind: 'http', status: 504, when: 'after' }],
  [
    'TikTok failed after the effect',
    { kind: 'error', code: 'internal_error', httpStatus: 500, when: 'after' },
  ],
];

for (const [point, init] of Object.entries(INITS) as [keyof typeof INITS, (typeof INITS)['video.init']][])
  describe(`${point} whose answer is lost`, () => {
    for (const [what, effect] of LOST)
      withControl(`because ${what} is not repeated, and may have had an effect`, async (tiktok) => {
        const { client, calls } = clientOf(tiktok);
        tiktok.simulator.faults.add({ point, effect });
        const error = await failureOf(init(client, tiktok.creator.accessToken));
        expect(error).toMatchObject({ mayHaveHadEffect: true, disposition: 'RETRY' });
        expect(reached(tiktok, point)).toBe(1);
        expect(calls).toHaveLength(1);
        const happened = 'when' in effect && effect.when === 'after';
        expect(tiktok.simulator.tasks()).toHaveLength(happened ? 1 : 0);
      });

    withControl('because of a timeout is not repeated either', async (tiktok) => {
      const { client } = clientOf(tiktok, { timeoutMs: 150 });
      tiktok.simulator.faults.add({ point, effect: { kind: 'none' }, latencyMs: 400 });
      const error = await failureOf(init(client, tiktok.creator.accessToken));
      expect(error).toMatchObject({ code: 'timeout', mayHaveHadEffect: true, logId: null });
      expect(reached(tiktok, point)).toBeLessThanOrEqual(1);
    });
  });

/** Where nobody listens. */
async function unusedOrigin(): Promise<string> {
  const host = await startMediaHost();
  const { origin } = new URL(host.serve('/', {}));
  await host.close();
  return origin;
}

describe('an init that never left', () => {
  withControl('cannot have had an effect', async (tiktok) => {
    const apiUrl = await unusedOrigin();
    const { client } = clientOf(tiktok, { apiUrl, retry: { attempts: 1 } });
    const error = await failureOf(INITS['video.init'](client, tiktok.creator.accessToken));
    expect(error).toMatchObject({ code: 'network_error', mayHaveHadEffect: false });
  });
});

describe('a read', () => {
  for (const [point, read] of Object.entries(READS) as [keyof typeof READS, (typeof READS)['video.list']][])
    for (const [what, effect] of LOST)
      withControl(`of ${point} is repeated when ${what}`, async (tiktok) => {
        const { client } = clientOf(tiktok);
        tiktok.simulator.faults.add({ point, effect, times: 2 });
        await expect(read(client, tiktok.creator.accessToken)).resolves.toBeDefined();
        expect(reached(tiktok, point)).toBe(3);
      });

  withControl('is given up in the end', async (tiktok) => {
    const { client } = clientOf(tiktok, { retry: { attempts: 3 } });
    tiktok.simulator.faults.add({ point: 'user.info', effect: { kind: 'drop' }, times: null });
    const error = await failureOf(READS['user.info'](client, tiktok.creator.accessToken));
    expect(error).toMatchObject({ code: 'network_error', mayHaveHadEffect: false });
    expect(reached(tiktok, 'user.info')).toBe(3);
  });

  for (const code of ['access_token_invalid', 'scope_not_authorized', 'invalid_params'])
    withControl(`that meets ${code} is not repeated`, async (tiktok) => {
      const { client } = clientOf(tiktok);
      tiktok.simulator.faults.add({ point: 'user.info', effect: { kind: 'error', code }, times: null });
      await failureOf(READS['user.info'](client, tiktok.creator.accessToken));
      expect(reached(tiktok, 'user.info')).toBe(1);
    });
});

describe('a real rate limit', () => {
  withControl('is named with the minute it lasts, and nothing is sent meanwhile', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const { accessToken } = tiktok.creator;
    for (let at = 0; at < 6; at++) await INITS['video.init'](client, accessToken);
    const error = await failureOf(INITS['video.init'](client, accessToken));
    expect(error).toMatchObject({
      code: 'rate_limit_exceeded',
      httpStatus: 429,
      retryAfterMs: 60_000,
      mayHaveHadEffect: false,
    });
    expect(reached(tiktok, 'video.init')).toBe(7);
    await tiktok.pass(60_000);
    await expect(INITS['video.init'](client, accessToken)).resolves.toBeDefined();
  });
});
