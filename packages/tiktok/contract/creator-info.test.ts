import { describe, expect } from 'vitest';
import { send } from './wire/answer.ts';
import { POST_INFO } from './wire/bodies.ts';
import { Caller, PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';
import { ALL_SCOPES } from './wire/tiktok.ts';

const { anywhere, withControl, withToken } = contract('Query Creator Info');

const PUBLIC_OPTIONS = ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'];
const PRIVATE_OPTIONS = ['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'];

describe('creator info', () => {
  withToken('says who posts, to whom, and what is allowed', async ({ creator }) => {
    const answer = await creator.creatorInfo();
    expect(answer).toMatchObject({ status: 200, code: 'ok' });
    expect(answer.body.error.message).toBe('');
    expect(answer.data).toMatchObject({
      creator_avatar_url: expect.stringMatching(/^https?:\/\//),
      creator_username: expect.any(String),
      creator_nickname: expect.any(String),
      privacy_level_options: expect.arrayContaining(['SELF_ONLY']),
      comment_disabled: expect.any(Boolean),
      duet_disabled: expect.any(Boolean),
      stitch_disabled: expect.any(Boolean),
      max_video_post_duration_sec: expect.any(Number),
    });
  });

  withToken('needs no body', async ({ apiUrl, creator }) => {
    const headers = { authorization: `Bearer ${creator.accessToken}` };
    const answer = await send(apiUrl + PATHS.creatorInfo, { method: 'POST', headers });
    expect(answer.code).toBe('ok');
  });

  withControl('is never answered to a GET', async (tiktok) => {
    const answer = await tiktok.creator.get(PATHS.creatorInfo);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.data).toBeUndefined();
    expect(tiktok.simulator.violations()).toMatchObject([{ rule: 'wrong_method' }]);
  });

  const SETTINGS = [
    { what: 'a public account', is: {}, options: PUBLIC_OPTIONS, off: [false, false, false] },
    { what: 'a private account', is: { private: true }, options: PRIVATE_OPTIONS, off: [false, true, true] },
    {
      what: 'no comments',
      is: { commentDisabled: true },
      options: PUBLIC_OPTIONS,
      off: [true, false, false],
    },
    { what: 'no duets', is: { duetDisabled: true }, options: PUBLIC_OPTIONS, off: [false, true, false] },
    { what: 'no stitches', is: { stitchDisabled: true }, options: PUBLIC_OPTIONS, off: [false, false, true] },
  ];
  for (const { what, is, options, off } of SETTINGS)
    withControl(`tells ${what}`, async (tiktok) => {
      const { data } = await tiktok.newCreator(is).creatorInfo();
      expect(data.privacy_level_options).toEqual(options);
      expect([data.comment_disabled, data.duet_disabled, data.stitch_disabled]).toEqual(off);
    });

  for (const seconds of [300, 600, 3_600])
    withControl(`tells a longest video of ${seconds} s`, async (tiktok) => {
      const creator = tiktok.newCreator({ maxVideoPostDurationSec: seconds, nickname: 'Shown Name' });
      const { data } = await creator.creatorInfo();
      expect(data.max_video_post_duration_sec).toBe(seconds);
      expect(data.creator_nickname).toBe('Shown Name');
      expect(data.creator_username).toBe(creator.username);
    });

  withControl('does not narrow the options for an app without an audit', async (tiktok) => {
    tiktok.simulator.configureApp({ audited: false });
    expect((await tiktok.creator.creatorInfo()).data.privacy_level_options).toEqual(PUBLIC_OPTIONS);
  });

  withControl('is fresh: an account that turns private shows at once', async (tiktok) => {
    const { creator, simulator } = tiktok;
    simulator.updateCreator(creator.username, { private: true });
    expect((await creator.creatorInfo()).data.privacy_level_options).toEqual(PRIVATE_OPTIONS);
  });

  withControl('can be outdated by the time of the init', async (tiktok) => {
    const { creator, simulator } = tiktok;
    simulator.faults.add({ point: 'creator_info.query', effect: { kind: 'flip_private' } });
    expect((await creator.creatorInfo()).data.privacy_level_options).toEqual(PUBLIC_OPTIONS);
    const post_info = { ...POST_INFO, privacy_level: 'PUBLIC_TO_EVERYONE' };
    const source_info = { source: 'FILE_UPLOAD', video_size: 9, chunk_size: 9, total_chunk_count: 1 };
    expect(await creator.initVideo({ post_info, source_info })).toMatchObject({
      status: 403,
      code: 'privacy_level_option_mismatch',
    });
  });

  for (const [when, ms, status] of [
    ['works for two hours', 7_199_000, 200],
    ['is dead after two hours', 7_200_000, 403],
  ] as const)
    withControl(`gives an avatar link that ${when}`, async (tiktok) => {
      const { data } = await tiktok.creator.creatorInfo();
      await tiktok.pass(ms);
      expect((await fetch(data.creator_avatar_url)).status).toBe(status);
    });
});

describe('a creator who cannot post now', () => {
  const CAPS = [
    { code: 'spam_risk_too_many_posts', is: { dailyPostCap: 0 }, app: {} },
    { code: 'spam_risk_user_banned_from_posting', is: { banned: true }, app: {} },
    { code: 'reached_active_user_cap', is: {}, app: { activeCreatorCap: 0 } },
  ];
  for (const { code, is, app } of CAPS) {
    withControl(`is told by ${code} under HTTP 200, beside the data`, async (tiktok) => {
      tiktok.simulator.configureApp(app);
      const answer = await tiktok.newCreator({ ...is, nickname: 'Still Shown' }).creatorInfo();
      expect(answer).toMatchObject({ status: 200, code });
      expect(answer.data).toMatchObject({
        creator_nickname: 'Still Shown',
        privacy_level_options: PUBLIC_OPTIONS,
      });
    });

    withControl(`may be told by ${code} without data`, async (tiktok) => {
      tiktok.simulator.configureApp(app);
      tiktok.simulator.configure({ creatorInfoDataOnCap: false });
      const answer = await tiktok.newCreator(is).creatorInfo();
      expect(answer).toMatchObject({ status: 200, code });
      expect(answer.data ?? {}).toEqual({});
    });
  }
});

describe('creator info is refused', () => {
  anywhere('without a token that is alive', async ({ apiUrl }) => {
    const nobody = new Caller({ apiUrl, accessToken: 'act.no-such-token' });
    expect(await nobody.creatorInfo()).toMatchObject({ status: 401, code: 'access_token_invalid' });
  });

  withControl('without video.publish, whatever else was granted', async (tiktok) => {
    const scopes = ALL_SCOPES.filter((scope) => scope !== 'video.publish');
    expect(await tiktok.newCreator({}, scopes).creatorInfo()).toMatchObject({
      status: 401,
      code: 'scope_not_authorized',
    });
  });

  withControl('while TikTok has a fault', async (tiktok) => {
    const effect = { kind: 'error', code: 'internal_error' } as const;
    tiktok.simulator.faults.add({ point: 'creator_info.query', effect });
    expect(await tiktok.creator.creatorInfo()).toMatchObject({ status: 500, code: 'internal_error' });
  });
});
