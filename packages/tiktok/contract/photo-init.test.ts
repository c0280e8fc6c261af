import { describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { type PhotoChanges, photoDraft, photoPost } from './wire/bodies.ts';
import { PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';

const { photoUrl, withControl, withMedia } = contract('Photo: init');

const photos = (count: number) => Array.from({ length: count }, () => photoUrl);
const ONE = photos(1);

describe('a photo post', () => {
  for (const [mode, body] of [
    ['DIRECT_POST', photoPost(ONE)],
    ['MEDIA_UPLOAD', photoDraft(ONE)],
  ] as const)
    withControl(`in ${mode} is given a publish id and nothing else`, async (tiktok) => {
      const { status, data } = await tiktok.creator.initPhotos(body);
      expect(status).toBe(200);
      expect(data).toEqual({ publish_id: expect.stringMatching(/^p_pub_url~v2(-1)?\.\d{19}$/) });
    });

  const SCOPES: [string, object, string, boolean][] = [
    ['DIRECT_POST', photoPost(ONE), 'video.publish', true],
    ['DIRECT_POST', photoPost(ONE), 'video.upload', false],
    ['MEDIA_UPLOAD', photoDraft(ONE), 'video.upload', true],
    ['MEDIA_UPLOAD', photoDraft(ONE), 'video.publish', false],
  ];
  for (const [mode, body, scope, enough] of SCOPES)
    withControl(`in ${mode} ${enough ? 'works' : 'does not work'} with ${scope}`, async (tiktok) => {
      const answer = await tiktok.newCreator({}, [scope]).initPhotos(body);
      expect(answer.code).toBe(enough ? 'ok' : 'scope_not_authorized');
      expect(answer.status).toBe(enough ? 200 : 401);
    });

  const TAKEN: [string, object][] = [
    ['a title of 90 code units', photoPost(ONE, { post: { title: 'a'.repeat(90) } })],
    ['a title of 45 emoji', photoPost(ONE, { post: { title: '🎬'.repeat(45) } })],
    ['no title', photoPost(ONE, { post: { title: undefined } })],
    ['a description of 4000 code units', photoPost(ONE, { post: { description: 'a'.repeat(4_000) } })],
    ['a description of 2000 emoji', photoPost(ONE, { post: { description: '🎬'.repeat(2_000) } })],
    ['35 photos', photoPost(photos(35))],
    ['the last photo as cover', photoPost(photos(35), { source: { photo_cover_index: 34 } })],
    ['is_aigc beside post_info', photoPost(ONE, { top: { is_aigc: true } })],
    ['is_aigc inside post_info', photoPost(ONE, { post: { is_aigc: true } })],
    ['recommended music', photoPost(ONE, { post: { auto_add_music: true } })],
    [
      'a draft with the longest texts',
      photoDraft(ONE, { post: { title: 'a'.repeat(90), description: 'a'.repeat(4_000) } }),
    ],
  ];
  for (const [what, body] of TAKEN)
    withControl(`may have ${what}`, async (tiktok) => {
      expect(await tiktok.creator.initPhotos(body)).toMatchObject({ status: 200, code: 'ok' });
    });

  const REFUSED: [string, PhotoChanges, string[]?][] = [
    ['a title of 91 code units', { post: { title: 'a'.repeat(91) } }],
    ['a title of 45 emoji and a letter', { post: { title: `${'🎬'.repeat(45)}a` } }],
    ['a description of 4001 code units', { post: { description: 'a'.repeat(4_001) } }],
    ['a description of 2000 emoji and a letter', { post: { description: `${'🎬'.repeat(2_000)}a` } }],
    ['36 photos', {}, photos(36)],
    ['no photos', {}, []],
    ['a cover that is none of them', { source: { photo_cover_index: 1 } }],
    ['a cover before the first', { source: { photo_cover_index: -1 } }],
    ['no cover', { source: { photo_cover_index: undefined } }],
    ['FILE_UPLOAD', { source: { source: 'FILE_UPLOAD' } }],
    ['the media type of a video', { top: { media_type: 'VIDEO' } }],
    ['no media type', { top: { media_type: undefined } }],
    ['the mode with a space, as the table prints it', { top: { post_mode: 'DIRECT POST' } }],
    ['no mode', { top: { post_mode: undefined } }],
    ['a photo without TLS', {}, ['http://media.example.com/1.jpg']],
    ['a photo on an address', {}, ['https://93.184.216.34/1.jpg']],
    ['a photo that is no URL', {}, ['1.jpg']],
  ];
  for (const [what, changes, urls = ONE] of REFUSED)
    withMedia(`may not have ${what}`, async ({ creator }) => {
      const answer = await creator.initPhotos(photoPost(urls, changes));
      expect(answer.status).toBe(400);
      expect(answer.code).toMatch(INVALID_PARAMS);
    });

  for (const field of ['disable_duet', 'disable_stitch', 'video_cover_timestamp_ms'])
    withControl(`does not have ${field}`, async (tiktok) => {
      const value = field.startsWith('disable') ? true : 0;
      const answer = await tiktok.creator.initPhotos(photoPost(ONE, { post: { [field]: value } }));
      expect(answer.code).toMatch(INVALID_PARAMS);
      expect(tiktok.simulator.violations()).toMatchObject([
        { endpoint: 'content.init', rule: 'unknown_field' },
      ]);
    });

  withMedia('is refused when one photo is not on a verified host', async ({ creator }) => {
    const answer = await creator.initPhotos(photoPost([...ONE, 'https://example.net/2.jpg']));
    expect(answer).toMatchObject({ status: 403, code: 'url_ownership_unverified' });
  });

  withMedia('is refused without a privacy level, but for a draft', async ({ creator }) => {
    const body = photoPost(ONE, { post: { privacy_level: undefined } });
    expect(await creator.initPhotos(body)).toMatchObject({
      status: 403,
      code: 'privacy_level_option_mismatch',
    });
  });
});

describe('a photo draft', () => {
  const VERSIONS: [string, boolean][] = [
    ['31.8.0', true],
    ['31.8', true],
    ['32.0.0', true],
    ['100.0.0', true],
    ['31.7.9', false],
    ['9.9.9', false],
  ];
  for (const [appVersion, taken] of VERSIONS)
    withControl(
      `is ${taken ? 'taken' : 'refused'} for a creator with TikTok ${appVersion}`,
      async (tiktok) => {
        const answer = await tiktok.newCreator({ appVersion }).initPhotos(photoDraft(ONE));
        expect(answer.status).toBe(taken ? 200 : 400);
        expect(answer.code).toBe(taken ? 'ok' : 'app_version_check_failed');
      },
    );

  withControl('is for any app version when it is no draft', async (tiktok) => {
    const old = tiktok.newCreator({ appVersion: '31.7.9' });
    expect((await old.post(PATHS.contentInit, photoPost(ONE))).code).toBe('ok');
  });
});
