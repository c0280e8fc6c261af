import { describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { directVideo, photoPost } from './wire/bodies.ts';
import { authorizeUrl, callbackQuery, decide } from './wire/consent.ts';
import { contract } from './wire/contract.ts';

const { photoUrl, withControl, withToken } = contract('Audit, privacy and sandbox');

const UNAUDITED = { status: 403, code: 'unaudited_client_can_only_post_to_private_accounts' };
const MISMATCH = { status: 403, code: 'privacy_level_option_mismatch' };
const LEVELS = ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'FOLLOWER_OF_CREATOR', 'SELF_ONLY'];

describe('an app without an audit', () => {
  for (const level of LEVELS)
    withControl(`is refused on a public account, even with ${level}`, async ({ creator, simulator }) => {
      simulator.configureApp({ audited: false });
      const answer = await creator.initVideo(directVideo({ privacy_level: level }));
      expect(answer).toMatchObject(UNAUDITED);
      expect(answer.body.error.message).toContain('content-sharing-guidelines');
    });

  withControl('is refused photos on a public account, too', async ({ creator, simulator }) => {
    simulator.configureApp({ audited: false });
    expect(await creator.initPhotos(photoPost([photoUrl]))).toMatchObject(UNAUDITED);
  });

  for (const level of LEVELS)
    withControl(
      `${level === 'SELF_ONLY' ? 'may post' : 'is refused'} ${level} on a private account`,
      async (tiktok) => {
        tiktok.simulator.configureApp({ audited: false });
        const creator = tiktok.newCreator({ private: true });
        const answer = await creator.initVideo(directVideo({ privacy_level: level }));
        if (level === 'SELF_ONLY') expect(answer.code).toBe('ok');
        else expect(answer).toMatchObject(UNAUDITED);
      },
    );

  withControl('is judged by the account at the time of posting', async (tiktok) => {
    tiktok.simulator.configureApp({ audited: false });
    const { username } = tiktok.creator;
    tiktok.simulator.updateCreator(username, { private: true });
    expect((await tiktok.creator.initVideo()).code).toBe('ok');
    tiktok.simulator.updateCreator(username, { private: false });
    expect(await tiktok.creator.initVideo()).toMatchObject(UNAUDITED);
  });
});

describe('a privacy level', () => {
  const ACCOUNTS: [string, boolean, string[]][] = [
    ['public', false, ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY']],
    ['private', true, ['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY']],
  ];
  for (const [account, isPrivate, options] of ACCOUNTS)
    for (const level of LEVELS) {
      const offered = options.includes(level);
      withControl(`${level} is ${offered ? 'taken' : 'refused'} on a ${account} account`, async (tiktok) => {
        const creator = tiktok.newCreator({ private: isPrivate });
        const answer = await creator.initVideo(directVideo({ privacy_level: level }));
        if (offered) expect(answer.code).toBe('ok');
        else expect(answer).toMatchObject(MISMATCH);
      });
    }

  withToken('is required', async ({ creator }) => {
    expect(await creator.initVideo(directVideo({ privacy_level: undefined }))).toMatchObject(MISMATCH);
  });

  const BRANDED: [string, object, boolean][] = [
    ['branded content, only me', { brand_content_toggle: true, privacy_level: 'SELF_ONLY' }, false],
    [
      'branded content, for friends',
      { brand_content_toggle: true, privacy_level: 'MUTUAL_FOLLOW_FRIENDS' },
      true,
    ],
    [
      'branded content, for everybody',
      { brand_content_toggle: true, privacy_level: 'PUBLIC_TO_EVERYONE' },
      true,
    ],
    ['your own brand, only me', { brand_organic_toggle: true, privacy_level: 'SELF_ONLY' }, true],
  ];
  for (const [what, changes, taken] of BRANDED)
    withControl(`goes ${taken ? 'well' : 'badly'} with disclosure: ${what}`, async ({ creator }) => {
      const answers = [
        await creator.initVideo(directVideo(changes)),
        await creator.initPhotos(photoPost([photoUrl], { post: changes })),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(taken ? 200 : 400);
        expect(answer.code).toMatch(taken ? /^ok$/ : INVALID_PARAMS);
      }
    });
});

describe('what a creator forbids for everything', () => {
  const SETTINGS: [string, object, [boolean, boolean, boolean]][] = [
    ['nothing', {}, [false, false, false]],
    ['comments', { commentDisabled: true }, [true, false, false]],
    ['duets', { duetDisabled: true }, [false, true, false]],
    ['stitches', { stitchDisabled: true }, [false, false, true]],
    ['duets and stitches by a private account', { private: true }, [false, true, true]],
  ];
  for (const [what, is, [comment, duet, stitch]] of SETTINGS)
    withControl(`stays forbidden on a post that allows it: ${what}`, async (tiktok) => {
      const creator = tiktok.newCreator(is);
      const all = { disable_comment: false, disable_duet: false, disable_stitch: false };
      await tiktok.ended(await creator.publish(all), creator);
      expect(tiktok.simulator.posts()[0]?.settings).toMatchObject({
        disableComment: comment,
        disableDuet: duet,
        disableStitch: stitch,
      });
    });
});

describe('a sandbox app', () => {
  withControl('is authorized by target users only', async (tiktok) => {
    const { username } = tiktok.creator;
    tiktok.simulator.configureApp({ sandbox: true, targetUsers: [username] });
    const taken = callbackQuery(await decide(authorizeUrl(tiktok), { username }));
    expect(taken.get('code')).not.toBeNull();
    const stranger = tiktok.newCreator().username;
    const refused = callbackQuery(await decide(authorizeUrl(tiktok), { username: stranger }));
    expect(refused.get('code')).toBeNull();
    expect([refused.get('error'), refused.get('error_type')]).toEqual([
      'access_denied',
      'non_sandbox_target',
    ]);
  });

  withControl('may upload drafts, and post to private accounts for only me', async (tiktok) => {
    tiktok.simulator.configureApp({ sandbox: true });
    const creator = tiktok.newCreator({ private: true });
    expect((await tiktok.ended(await creator.share(), creator)).data.status).toBe('SEND_TO_USER_INBOX');
    const { data } = await tiktok.ended(await creator.publish(), creator);
    expect(data).toMatchObject({ status: 'PUBLISH_COMPLETE', publicaly_available_post_id: [] });
  });

  withControl('puts nothing in public, audited or not', async (tiktok) => {
    tiktok.simulator.configureApp({ sandbox: true, audited: true });
    expect(
      await tiktok.creator.initVideo(directVideo({ privacy_level: 'PUBLIC_TO_EVERYONE' })),
    ).toMatchObject(UNAUDITED);
  });

  withControl('must verify where media is pulled from, too', async (tiktok) => {
    tiktok.simulator.configureApp({ sandbox: true, urlProperties: [] });
    const creator = tiktok.newCreator({ private: true });
    expect(await creator.initPhotos(photoPost([photoUrl]))).toMatchObject({
      status: 403,
      code: 'url_ownership_unverified',
    });
  });
});
