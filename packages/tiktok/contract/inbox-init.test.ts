import { describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { directVideo, fileUpload, MB, pullFromUrl } from './wire/bodies.ts';
import { PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';

const { withControl, withPosting, withToken } = contract('Upload: inbox init');

describe('an inbox upload of a video', () => {
  withPosting('is given a publish id and an upload URL', async ({ creator }) => {
    const { status, code, data } = await creator.initInbox();
    expect([status, code]).toEqual([200, 'ok']);
    expect(data.publish_id).toMatch(/^v_inbox_file~v2(-1)?\.\d{19}$/);
    expect(data.publish_id.length).toBeLessThanOrEqual(64);
    expect(data.upload_url.length).toBeLessThanOrEqual(256);
  });

  withControl('by URL is given no upload URL', async ({ creator }) => {
    const { data } = await creator.initInbox(pullFromUrl('https://media.example.com/a.mp4'));
    expect(data.publish_id).toMatch(/^v_inbox_url~v2(-1)?\.\d{19}$/);
    expect(data).not.toHaveProperty('upload_url');
  });

  withControl('needs no audit of the app and no private account', async ({ creator, simulator }) => {
    simulator.configureApp({ audited: false });
    expect((await creator.initInbox()).code).toBe('ok');
  });

  withControl('is refused under video.publish', async (tiktok) => {
    const creator = tiktok.newCreator({}, ['user.info.basic', 'video.publish']);
    expect(await creator.initInbox()).toMatchObject({ status: 401, code: 'scope_not_authorized' });
  });

  withControl('needs video.upload only', async (tiktok) => {
    expect((await tiktok.newCreator({}, ['video.upload']).initInbox()).code).toBe('ok');
  });

  withControl('has no post_info', async ({ creator, simulator }) => {
    const answer = await creator.post(PATHS.inboxInit, directVideo());
    expect(answer.code).toMatch(INVALID_PARAMS);
    expect(simulator.violations()).toMatchObject([{ endpoint: 'inbox.video.init', rule: 'unknown_field' }]);
  });

  withControl('is refused to a banned creator', async (tiktok) => {
    expect(await tiktok.newCreator({ banned: true }).initInbox()).toMatchObject({
      status: 403,
      code: 'spam_risk_user_banned_from_posting',
    });
  });

  withToken('is refused from a URL that is not the app’s', async ({ creator }) => {
    const answer = await creator.initInbox(pullFromUrl('https://media.example.net/a.mp4'));
    expect(answer).toMatchObject({ status: 403, code: 'url_ownership_unverified' });
  });

  const CHUNKS: [string, object, boolean][] = [
    ['64 MB in one chunk', fileUpload(64 * MB), true],
    ['chunks of 5 MB', fileUpload(50 * MB, 5 * MB), true],
    ['a last chunk that takes the remainder', fileUpload(50_000_123, 10_000_000), true],
    ['64 MB and a byte in one chunk', fileUpload(64 * MB + 1), false],
    ['chunks of a byte less than 5 MB', fileUpload(50 * MB, 5 * MB - 1), false],
    ['chunks counted by ceil', fileUpload(50_000_123, 10_000_000, 6), false],
    ['a single chunk smaller than the video', fileUpload(94_000_000, 64_000_000, 1), false],
  ];
  for (const [what, source, taken] of CHUNKS) {
    const register = taken ? withControl : withToken;
    register(`${taken ? 'takes' : 'refuses'} ${what}`, async ({ creator }) => {
      const answer = await creator.initInbox(source);
      expect(answer.status).toBe(taken ? 200 : 400);
      expect(answer.code).toMatch(taken ? /^ok$/ : INVALID_PARAMS);
    });
  }

  withToken('is refused without source_info', async ({ creator }) => {
    const answer = await creator.post(PATHS.inboxInit, {});
    expect(answer.code).toMatch(INVALID_PARAMS);
  });
});
