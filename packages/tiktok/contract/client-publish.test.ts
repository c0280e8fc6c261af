import { afterEach, beforeEach, describe, expect } from 'vitest';
import { type PublishInit, uploadVideo } from '../src/index.ts';
import { clientOf, failureOf, PHOTO_POST, sampleSource, VIDEO_POST } from './wire/client.ts';
import { contract } from './wire/contract.ts';
import { type MediaHost, startMediaHost } from './wire/media-host.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';
import { fixture, sampleVideo } from './wire/video.ts';

const { photoUrl, withControl } = contract('Client: publishing');

let host: MediaHost;
beforeEach(async () => {
  host = await startMediaHost();
});
afterEach(() => host.close());

/** A client with the token and the account it belongs to. */
function session(tiktok: SimulatedTikTok, creator = tiktok.creator) {
  const { client, calls } = clientOf(tiktok);
  const { accessToken } = creator;
  const status = (publishId: string) => client.fetchPublishStatus({ accessToken, publishId });
  const ended = async ({ publishId }: PublishInit) => {
    await tiktok.pass(60_000);
    return status(publishId);
  };
  const send = (init: PublishInit) => {
    const video = sampleVideo();
    const source = {
      sizeBytes: video.length,
      async *open(firstByte: number, lastByte: number) {
        yield video.subarray(firstByte, lastByte + 1);
      },
    };
    const { plan } = sampleSource();
    return uploadVideo({ client, uploadUrl: init.uploadUrl!, plan, source, contentType: 'video/mp4' });
  };
  return { client, calls, accessToken, status, ended, send };
}

const EVERYBODY = { ...VIDEO_POST, privacyLevel: 'PUBLIC_TO_EVERYONE' };

describe('a video through the client', () => {
  withControl('is posted with what was asked for, and its id keeps all 19 digits', async (tiktok) => {
    const { client, calls, accessToken, status, ended, send } = session(tiktok);
    const post = { ...EVERYBODY, title: 'ümlaut 🎬 #tag @you', isAigc: true, brandOrganicToggle: true };
    const init = await client.initDirectVideo({ accessToken, post, source: sampleSource() });
    expect(init.uploadUrlExpiresAt?.getTime()).toBe(tiktok.simulator.clock.now() + 3_600_000);
    expect((await status(init.publishId)).status).toBe('PROCESSING_UPLOAD');
    await send(init);
    const state = await ended(init);
    const [posted] = tiktok.simulator.posts();
    expect(state).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      failReason: null,
      postIds: [posted!.id],
      uploadedBytes: sampleVideo().length,
      downloadedBytes: null,
    });
    expect(posted!.id).toMatch(/^\d{19}$/);
    expect(posted!.settings).toMatchObject({
      title: post.title,
      privacyLevel: 'PUBLIC_TO_EVERYONE',
      disableComment: false,
      disableDuet: true,
      disableStitch: true,
      brandOrganic: true,
      brandContent: false,
      aiGenerated: true,
    });
    expect(calls.flatMap((call) => call.unknown)).toEqual([]);
    expect(tiktok.simulator.violations()).toEqual([]);
  });

  for (const postIdsAs of ['number', 'string'] as const)
    withControl(`has the same id in status, list and query when sent as ${postIdsAs}`, async (tiktok) => {
      tiktok.simulator.configure({ postIdsAs });
      const { client, accessToken, ended, send } = session(tiktok);
      const init = await client.initDirectVideo({ accessToken, post: EVERYBODY, source: sampleSource() });
      await send(init);
      const { postIds } = await ended(init);
      const listed = await client.listVideos({ accessToken });
      const queried = await client.queryVideos({ accessToken, videoIds: postIds });
      const { id } = tiktok.simulator.posts()[0]!;
      expect([
        postIds,
        listed.videos.map((video) => video.id),
        queried.videos.map((video) => video.id),
      ]).toEqual([[id], [id], [id]]);
      expect(listed).toMatchObject({
        nextCursor: null,
        videos: [{ durationSeconds: 2, width: 360, height: 640 }],
      });
    });

  withControl('goes to the inbox, and has an id each time its creator posts it', async (tiktok) => {
    const { client, accessToken, ended, send } = session(tiktok);
    const init = await client.initInboxVideo({ accessToken, source: sampleSource() });
    await send(init);
    expect(await ended(init)).toMatchObject({ status: 'SEND_TO_USER_INBOX', postIds: [] });
    const posts = [1, 2].map(() =>
      tiktok.simulator.finishDraft(init.publishId, { privacyLevel: 'PUBLIC_TO_EVERYONE' }),
    );
    expect(await ended(init)).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      postIds: posts.map((post) => post.id),
    });
  });

  withControl('is pulled from a URL', async (tiktok) => {
    host.verifyFor(tiktok);
    const { client, accessToken, ended } = session(tiktok);
    const videoUrl = host.serve('/a.mp4', { body: sampleVideo() });
    const source = { source: 'PULL_FROM_URL', videoUrl } as const;
    const init = await client.initDirectVideo({ accessToken, post: VIDEO_POST, source });
    expect(init).toMatchObject({ uploadUrl: null, uploadUrlExpiresAt: null });
    expect(await ended(init)).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      uploadedBytes: null,
      downloadedBytes: sampleVideo().length,
    });
  });

  withControl('whose pull is cancelled has failed with publish_cancelled', async (tiktok) => {
    const { client, accessToken, ended } = session(tiktok);
    const source = { source: 'PULL_FROM_URL', videoUrl: photoUrl } as const;
    const init = await client.initInboxVideo({ accessToken, source });
    await client.cancelPublish({ accessToken, publishId: init.publishId });
    expect(await ended(init)).toMatchObject({ status: 'FAILED', failReason: 'publish_cancelled' });
    const again = client.cancelPublish({ accessToken, publishId: init.publishId });
    expect(await failureOf(again)).toMatchObject({ code: 'publish_not_cancellable', disposition: 'STOP' });
  });

  withControl('at a URL of somebody else never appears in the error', async (tiktok) => {
    const { client, accessToken } = session(tiktok);
    const source = {
      source: 'PULL_FROM_URL',
      videoUrl: 'https://elsewhere.example.org/a.mp4?sig=s3cret',
    } as const;
    const error = await failureOf(client.initDirectVideo({ accessToken, post: VIDEO_POST, source }));
    expect(error).toMatchObject({ code: 'url_ownership_unverified', mayHaveHadEffect: false });
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('s3cret');
  });

  withControl('may have 2200 UTF-16 code units of caption, and is not sent with 2201', async (tiktok) => {
    const { client, accessToken } = session(tiktok);
    const init = (title: string) =>
      client.initDirectVideo({ accessToken, post: { ...VIDEO_POST, title }, source: sampleSource() });
    await expect(init('🎬'.repeat(1_100))).resolves.toBeDefined();
    await expect(init(`${'🎬'.repeat(1_100)}a`)).rejects.toMatchObject({
      measured: 2_201,
      allowed: { max: 2_200 },
    });
    expect(tiktok.simulator.tasks()).toHaveLength(1);
  });
});

describe('photos through the client', () => {
  const serve = (count: number) =>
    Array.from({ length: count }, (_, at) => host.serve(`/${at}.jpg`, { body: fixture('photo.jpg') }));

  withControl('are posted with their texts and cover', async (tiktok) => {
    host.verifyFor(tiktok);
    const { client, accessToken, ended } = session(tiktok);
    const post = { ...PHOTO_POST, privacyLevel: 'PUBLIC_TO_EVERYONE', autoAddMusic: true, isAigc: true };
    const init = await client.initPhotoPost({ accessToken, post, photoUrls: serve(35), coverIndex: 34 });
    const state = await ended(init);
    const [posted] = tiktok.simulator.posts();
    expect(state).toMatchObject({ status: 'PUBLISH_COMPLETE', postIds: [posted!.id] });
    expect(posted!.kind).toBe('photo');
    expect(posted!.media).toHaveLength(35);
    expect(posted!.settings).toMatchObject({
      title: 'Trip',
      description: 'day one #trip',
      coverIndex: 34,
      autoAddMusic: true,
      aiGenerated: true,
      disableComment: true,
    });
    expect(tiktok.simulator.violations()).toEqual([]);
  });

  withControl('go to the inbox', async (tiktok) => {
    host.verifyFor(tiktok);
    const { client, accessToken, ended } = session(tiktok);
    const post = { mode: 'MEDIA_UPLOAD', title: 'a'.repeat(90), description: 'b'.repeat(4_000) } as const;
    const init = await client.initPhotoPost({ accessToken, post, photoUrls: serve(1) });
    expect((await ended(init)).status).toBe('SEND_TO_USER_INBOX');
    expect(tiktok.simulator.violations()).toEqual([]);
  });

  withControl('that cannot be fetched have failed with photo_pull_failed', async (tiktok) => {
    host.verifyFor(tiktok);
    const { client, accessToken, ended } = session(tiktok);
    const photoUrls = [...serve(1), host.serve('/gone.jpg', { status: 404 })];
    const init = await client.initPhotoPost({ accessToken, post: PHOTO_POST, photoUrls });
    expect(await ended(init)).toMatchObject({ status: 'FAILED', failReason: 'photo_pull_failed' });
  });

  const TOO_MUCH: [string, object, number][] = [
    ['36 photos', {}, 36],
    ['a title of 91', { title: 'a'.repeat(91) }, 1],
    ['a description of 4001', { description: 'a'.repeat(4_001) }, 1],
  ];
  for (const [what, changes, count] of TOO_MUCH)
    withControl(`are not sent with ${what}`, async (tiktok) => {
      const { client, accessToken } = session(tiktok);
      const photoUrls = Array.from({ length: count }, () => photoUrl);
      const init = client.initPhotoPost({ accessToken, post: { ...PHOTO_POST, ...changes }, photoUrls });
      await expect(init).rejects.toMatchObject({ name: 'TikTokLimitError' });
      expect(tiktok.simulator.calls()).toEqual([]);
    });
});

describe('creator info through the client', () => {
  const REFUSALS: [string, object, object][] = [
    ['spam_risk_too_many_posts', { dailyPostCap: 0 }, {}],
    ['spam_risk_user_banned_from_posting', { banned: true }, {}],
    ['reached_active_user_cap', {}, { activeCreatorCap: 0 }],
  ];
  for (const [code, is, app] of REFUSALS)
    for (const creatorInfoDataOnCap of [true, false])
      withControl(`says ${code} ${creatorInfoDataOnCap ? 'beside' : 'without'} data`, async (tiktok) => {
        tiktok.simulator.configureApp(app);
        tiktok.simulator.configure({ creatorInfoDataOnCap });
        const { client, accessToken } = session(tiktok, tiktok.newCreator({ ...is, nickname: 'Shown' }));
        const info = await client.queryCreatorInfo({ accessToken });
        expect(info.refusal?.code).toBe(code);
        expect(info.logId).toBe(tiktok.simulator.calls().at(-1)?.logId);
        expect(info.nickname).toBe(creatorInfoDataOnCap ? 'Shown' : null);
        expect(info.privacyLevelOptions).toHaveLength(creatorInfoDataOnCap ? 3 : 0);
      });

  withControl('tells what the creator may do', async (tiktok) => {
    const { client, calls, accessToken } = session(
      tiktok,
      tiktok.newCreator({ private: true, commentDisabled: true, maxVideoPostDurationSec: 3_600 }),
    );
    expect(await client.queryCreatorInfo({ accessToken })).toMatchObject({
      privacyLevelOptions: ['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
      commentDisabled: true,
      duetDisabled: true,
      stitchDisabled: true,
      maxVideoPostDurationSeconds: 3_600,
      refusal: null,
    });
    expect(calls.flatMap((call) => call.unknown)).toEqual([]);
  });
});
