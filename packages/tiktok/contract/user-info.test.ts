import { describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';

const { withControl, withToken } = contract('Get User Info');

const COUNT = expect.any(Number);
const TEXT = expect.any(String);
const LINK = expect.stringMatching(/^https?:\/\//);

const FIELDS: Record<string, Record<string, unknown>> = {
  'user.info.basic': {
    open_id: TEXT,
    union_id: TEXT,
    avatar_url: LINK,
    avatar_url_100: LINK,
    avatar_large_url: LINK,
    display_name: TEXT,
  },
  'user.info.profile': {
    bio_description: TEXT,
    profile_deep_link: LINK,
    is_verified: expect.any(Boolean),
    username: TEXT,
  },
  'user.info.stats': {
    follower_count: COUNT,
    following_count: COUNT,
    likes_count: COUNT,
    video_count: COUNT,
  },
};
const [BASIC, PROFILE, STATS] = Object.keys(FIELDS) as [string, string, string];

describe('user info', () => {
  for (const [scope, fields] of Object.entries(FIELDS)) {
    withToken(`gives exactly the fields of ${scope} that were asked for`, async ({ creator }) => {
      const answer = await creator.userInfo(Object.keys(fields).join(','));
      expect(answer).toMatchObject({ status: 200, code: 'ok' });
      expect(answer.data).toEqual({ user: fields });
    });

    for (const field of Object.keys(fields))
      withControl(`gives ${field} to ${scope} alone`, async (tiktok) => {
        const { data } = await tiktok.newCreator({}, [scope]).userInfo(field);
        expect(Object.keys(data.user)).toEqual([field]);
        const others = [BASIC, PROFILE, STATS].filter((other) => other !== scope);
        expect(await tiktok.newCreator({}, others).userInfo(field)).toMatchObject({
          status: 401,
          code: 'scope_not_authorized',
        });
      });
  }

  withControl('is refused with 400 when only some fields lack their scope', async (tiktok) => {
    const basic = tiktok.newCreator({}, [BASIC]);
    expect(await basic.userInfo('open_id,username')).toMatchObject({
      status: 400,
      code: 'scope_permission_missed',
    });
  });

  withControl('tells the creator as they are', async (tiktok) => {
    const creator = tiktok.newCreator({
      nickname: 'Shown',
      bio: 'Bio 🎬',
      verified: true,
      followers: 48_200,
    });
    const { data } = await creator.userInfo(
      'open_id,display_name,username,bio_description,is_verified,follower_count',
    );
    expect(data.user).toEqual({
      open_id: creator.openId,
      display_name: 'Shown',
      username: creator.username,
      bio_description: 'Bio 🎬',
      is_verified: true,
      follower_count: 48_200,
    });
  });

  withControl('counts public posts only', async (tiktok) => {
    const { creator } = tiktok;
    await tiktok.ended(await creator.publish({ privacy_level: 'PUBLIC_TO_EVERYONE' }));
    await tiktok.ended(await creator.publish());
    expect((await creator.userInfo('video_count')).data.user.video_count).toBe(1);
  });

  withControl('signs the avatar, whose link dies', async (tiktok) => {
    const { data } = await tiktok.creator.userInfo('avatar_url');
    expect((await fetch(data.user.avatar_url)).status).toBe(200);
    await tiktok.pass(86_400_000);
    expect((await fetch(data.user.avatar_url)).status).not.toBe(200);
  });

  const WRONG: [string, string][] = [
    ['no fields', ''],
    ['an empty list of fields', '?fields='],
    ['a field that does not exist', '?fields=open_id,email'],
    ['a field of the page text that is in no table', '?fields=profile_web_link'],
  ];
  for (const [what, query] of WRONG)
    withToken(`is refused with ${what}`, async ({ creator }) => {
      const answer = await creator.get(PATHS.userInfo + query);
      expect(answer.status).toBe(400);
      expect(answer.code).toMatch(INVALID_PARAMS);
    });
});
