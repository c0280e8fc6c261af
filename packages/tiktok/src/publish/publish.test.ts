import { describe, expect, it } from 'vitest';
import { TikTokLimitError } from '../errors.ts';
import type { SeenRequest } from '../testing/scripted-server.ts';
import { failed, ok, startScriptedServer } from '../testing/scripted-server.ts';
import { failureOf, NOW, testClient } from '../testing/test-client.ts';
import { planChunks } from './chunks.ts';

const accessToken = 'act.x';
const json = (request: SeenRequest | undefined): unknown => JSON.parse(String(request?.body));

describe('queryCreatorInfo', () => {
  const data = {
    creator_avatar_url: 'https://cdn/a.webp',
    creator_username: 'anna',
    creator_nickname: 'Anna',
    privacy_level_options: ['PUBLIC_TO_EVERYONE', 'SELF_ONLY'],
    comment_disabled: false,
    duet_disabled: false,
    stitch_disabled: true,
    max_video_post_duration_sec: 300,
  };
  const info = {
    avatarUrl: 'https://cdn/a.webp',
    username: 'anna',
    nickname: 'Anna',
    privacyLevelOptions: ['PUBLIC_TO_EVERYONE', 'SELF_ONLY'],
    commentDisabled: false,
    duetDisabled: false,
    stitchDisabled: true,
    maxVideoPostDurationSeconds: 300,
    logId: 'LOG1',
  };

  it('is a POST that brings what the creator may do', async () => {
    const server = await startScriptedServer(ok(data));
    await expect(testClient(server.url).client.queryCreatorInfo({ accessToken })).resolves.toEqual({
      ...info,
      refusal: null,
    });
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/v2/post/publish/creator_info/query/' });
  });

  it.each(['spam_risk_too_many_posts', 'spam_risk_user_banned_from_posting', 'reached_active_user_cap'])(
    'returns %s as a refusal beside the data',
    async (code) => {
      const server = await startScriptedServer(failed(200, code, '', data));
      const { client, calls } = testClient(server.url);
      expect(await client.queryCreatorInfo({ accessToken })).toEqual({
        ...info,
        refusal: { code, logId: 'LOG1' },
      });
      expect(calls).toMatchObject([{ code, httpStatus: 200 }]);
    },
  );

  it('offers nothing when TikTok refuses without data', async () => {
    const server = await startScriptedServer(failed(200, 'spam_risk_too_many_posts'));
    expect(await testClient(server.url).client.queryCreatorInfo({ accessToken })).toMatchObject({
      nickname: null,
      privacyLevelOptions: [],
      commentDisabled: true,
      duetDisabled: true,
      stitchDisabled: true,
      maxVideoPostDurationSeconds: null,
      refusal: { code: 'spam_risk_too_many_posts' },
    });
  });

  it('throws everything else', async () => {
    const server = await startScriptedServer(failed(401, 'scope_not_authorized'));
    const error = await failureOf(testClient(server.url).client.queryCreatorInfo({ accessToken }));
    expect(error).toMatchObject({ code: 'scope_not_authorized', disposition: 'RECONNECT' });
  });
});

describe('initDirectVideo', () => {
  const post = {
    title: 'caption #tag',
    privacyLevel: 'SELF_ONLY',
    disableComment: false,
    disableDuet: true,
    disableStitch: true,
    brandContentToggle: false,
    brandOrganicToggle: false,
    isAigc: true,
    videoCoverTimestampMs: 1000,
  };
  const source = { source: 'FILE_UPLOAD' as const, plan: planChunks(94_000_000) };
  const upload_url = 'https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=t';

  it('declares the post and the plan, and tells when the upload URL dies', async () => {
    const server = await startScriptedServer(ok({ publish_id: 'v_pub_file~v2-1.42', upload_url }));
    await expect(
      testClient(server.url).client.initDirectVideo({ accessToken, post, source }),
    ).resolves.toEqual({
      publishId: 'v_pub_file~v2-1.42',
      uploadUrl: upload_url,
      uploadUrlExpiresAt: new Date(NOW.getTime() + 3_600_000),
      logId: 'LOG1',
    });
    expect(server.seen[0]?.path).toBe('/v2/post/publish/video/init/');
    expect(json(server.seen[0])).toEqual({
      post_info: {
        title: 'caption #tag',
        privacy_level: 'SELF_ONLY',
        disable_comment: false,
        disable_duet: true,
        disable_stitch: true,
        brand_content_toggle: false,
        brand_organic_toggle: false,
        is_aigc: true,
        video_cover_timestamp_ms: 1000,
      },
      source_info: {
        source: 'FILE_UPLOAD',
        video_size: 94_000_000,
        chunk_size: 33_554_432,
        total_chunk_count: 2,
      },
    });
  });

  it('names the URL to pull from, and gets no upload URL', async () => {
    const server = await startScriptedServer(ok({ publish_id: 'v_pub_url~v2.1' }));
    const pull = { source: 'PULL_FROM_URL' as const, videoUrl: 'https://media.example/v.mp4' };
    const { title: _, videoCoverTimestampMs: __, ...rest } = post;
    const init = await testClient(server.url).client.initDirectVideo({
      accessToken,
      post: { ...rest, title: '' },
      source: pull,
    });
    expect(init).toMatchObject({ uploadUrl: null, uploadUrlExpiresAt: null });
    expect(json(server.seen[0])).toEqual({
      post_info: expect.not.objectContaining({
        title: expect.anything(),
        video_cover_timestamp_ms: expect.anything(),
      }),
      source_info: { source: 'PULL_FROM_URL', video_url: 'https://media.example/v.mp4' },
    });
  });

  it('takes 2200 UTF-16 units of caption and not one more, an emoji counting two', async () => {
    const server = await startScriptedServer(ok({ publish_id: 'p', upload_url }));
    const { client } = testClient(server.url);
    const send = (title: string) => client.initDirectVideo({ accessToken, post: { ...post, title }, source });
    await expect(send('😀'.repeat(1100))).resolves.toBeDefined();
    await expect(send(`${'😀'.repeat(1100)}x`)).rejects.toThrow(TikTokLimitError);
    expect(server.seen).toHaveLength(1);
  });

  it.each([
    [403, 'privacy_level_option_mismatch', 'CONTENT'],
    [403, 'unaudited_client_can_only_post_to_private_accounts', 'OPERATOR'],
    [403, 'spam_risk_too_many_posts', 'WAIT'],
    [400, 'invalid_param', 'OPERATOR'],
  ])('reports HTTP %i %s as %s, without an effect', async (status, code, disposition) => {
    const server = await startScriptedServer(failed(status, code, 'https://developers.tiktok.com/doc/x'));
    const error = await failureOf(
      testClient(server.url).client.initDirectVideo({ accessToken, post, source }),
    );
    expect(error).toMatchObject({
      rawCode: code,
      disposition,
      mayHaveHadEffect: false,
      endpoint: 'video.init',
    });
  });
});

describe('initInboxVideo', () => {
  it('sends the source and nothing else', async () => {
    const server = await startScriptedServer(
      ok({ publish_id: 'v_inbox_file~v2.1', upload_url: 'https://u' }),
    );
    await testClient(server.url).client.initInboxVideo({
      accessToken,
      source: { source: 'FILE_UPLOAD', plan: planChunks(1) },
    });
    expect(server.seen[0]?.path).toBe('/v2/post/publish/inbox/video/init/');
    expect(json(server.seen[0])).toEqual({
      source_info: { source: 'FILE_UPLOAD', video_size: 1, chunk_size: 1, total_chunk_count: 1 },
    });
  });
});

it('does not take an upload without its URL for a success', async () => {
  const server = await startScriptedServer(ok({ publish_id: 'p' }));
  const source = { source: 'FILE_UPLOAD' as const, plan: planChunks(1) };
  const error = await failureOf(testClient(server.url).client.initInboxVideo({ accessToken, source }));
  expect(error).toMatchObject({ code: 'malformed_answer', logId: 'LOG1', mayHaveHadEffect: true });
});

describe('initPhotoPost', () => {
  const direct = {
    mode: 'DIRECT_POST' as const,
    title: 'Trip',
    description: 'day one #trip',
    privacyLevel: 'SELF_ONLY',
    disableComment: true,
    autoAddMusic: false,
    brandContentToggle: false,
    brandOrganicToggle: false,
    isAigc: true,
  };
  const photoUrls = ['https://media.example/1.jpg', 'https://media.example/2.jpg'];

  it('labels AI photos beside the post, not inside it', async () => {
    const server = await startScriptedServer(ok({ publish_id: 'p_pub_url~v2.1' }));
    const { client } = testClient(server.url);
    expect(await client.initPhotoPost({ accessToken, post: direct, photoUrls, coverIndex: 1 })).toEqual({
      publishId: 'p_pub_url~v2.1',
      uploadUrl: null,
      uploadUrlExpiresAt: null,
      logId: 'LOG1',
    });
    expect(server.seen[0]?.path).toBe('/v2/post/publish/content/init/');
    expect(json(server.seen[0])).toEqual({
      media_type: 'PHOTO',
      post_mode: 'DIRECT_POST',
      post_info: {
        title: 'Trip',
        description: 'day one #trip',
        privacy_level: 'SELF_ONLY',
        disable_comment: true,
        auto_add_music: false,
        brand_content_toggle: false,
        brand_organic_toggle: false,
      },
      source_info: { source: 'PULL_FROM_URL', photo_cover_index: 1, photo_images: photoUrls },
      is_aigc: true,
    });
  });

  it('sends only the texts into the inbox', async () => {
    const server = await startScriptedServer(ok({ publish_id: 'p' }));
    const post = { mode: 'MEDIA_UPLOAD' as const, title: '', description: 'd' };
    await testClient(server.url).client.initPhotoPost({ accessToken, post, photoUrls });
    expect(json(server.seen[0])).toEqual({
      media_type: 'PHOTO',
      post_mode: 'MEDIA_UPLOAD',
      post_info: { description: 'd' },
      source_info: { source: 'PULL_FROM_URL', photo_cover_index: 0, photo_images: photoUrls },
    });
  });

  const many = (count: number) => Array.from({ length: count }, (_, n) => `https://media.example/${n}.jpg`);

  it.each([
    ['35 photos', { photoUrls: many(35) }],
    ['the last photo as cover', { coverIndex: 1 }],
    ['a title of 90', { post: { ...direct, title: 'x'.repeat(90) } }],
    ['a description of 4000', { post: { ...direct, description: 'x'.repeat(4000) } }],
  ])('takes %s', async (_title, change) => {
    const server = await startScriptedServer(ok({ publish_id: 'p' }));
    const input = { accessToken, post: direct, photoUrls, ...change };
    await expect(testClient(server.url).client.initPhotoPost(input)).resolves.toBeDefined();
  });

  it.each([
    ['no photo', { photoUrls: [] }, 'photoUrls.length'],
    ['36 photos', { photoUrls: many(36) }, 'photoUrls.length'],
    ['a cover beyond the last photo', { coverIndex: 2 }, 'coverIndex'],
    ['a cover before the first photo', { coverIndex: -1 }, 'coverIndex'],
    ['a title of 91', { post: { ...direct, title: 'x'.repeat(91) } }, 'post.title'],
    ['a description of 4001', { post: { ...direct, description: 'x'.repeat(4001) } }, 'post.description'],
  ])('does not ask TikTok with %s', async (_title, change, field) => {
    const server = await startScriptedServer(ok({ publish_id: 'p' }));
    const input = { accessToken, post: direct, photoUrls, ...change };
    await expect(testClient(server.url).client.initPhotoPost(input)).rejects.toMatchObject({
      code: 'limit_exceeded',
      field,
    });
    expect(server.seen).toEqual([]);
  });
});

describe('fetchPublishStatus', () => {
  const ask = { accessToken, publishId: 'p' };

  it.each(['PROCESSING_UPLOAD', 'PROCESSING_DOWNLOAD', 'SEND_TO_USER_INBOX', 'PUBLISH_COMPLETE', 'FAILED'])(
    'knows the status %s',
    async (status) => {
      const server = await startScriptedServer(ok({ status }));
      const { client, calls } = testClient(server.url);
      expect(await client.fetchPublishStatus(ask)).toMatchObject({
        status,
        rawStatus: status,
        postIds: [],
        failReason: null,
      });
      expect(calls[0]?.unknown).toEqual([]);
    },
  );

  it('reads progress, reason and ids, under either spelling and without repetition', async () => {
    const server = await startScriptedServer(
      ok({
        status: 'FAILED',
        fail_reason: 'spam_risk_text',
        publicaly_available_post_id: ['7300000000000000001'],
        publicly_available_post_id: ['7300000000000000001', '7300000000000000003'],
        uploaded_bytes: 94_000_000,
        downloaded_bytes: null,
      }),
    );
    expect(await testClient(server.url).client.fetchPublishStatus(ask)).toEqual({
      status: 'FAILED',
      rawStatus: 'FAILED',
      failReason: 'spam_risk_text',
      postIds: ['7300000000000000001', '7300000000000000003'],
      uploadedBytes: 94_000_000,
      downloadedBytes: null,
      logId: 'LOG1',
    });
  });

  it('takes an empty reason for none', async () => {
    const server = await startScriptedServer(ok({ status: 'PUBLISH_COMPLETE', fail_reason: '' }));
    expect((await testClient(server.url).client.fetchPublishStatus(ask)).failReason).toBeNull();
  });
});

describe('cancelPublish', () => {
  it('succeeds without data', async () => {
    const server = await startScriptedServer({
      body: { error: { code: 'ok', message: '', log_id: 'LOG5' } },
    });
    const { client } = testClient(server.url);
    await expect(client.cancelPublish({ accessToken, publishId: 'p' })).resolves.toEqual({ logId: 'LOG5' });
    expect(server.seen[0]?.path).toBe('/v2/post/publish/cancel/');
    expect(json(server.seen[0])).toEqual({ publish_id: 'p' });
  });

  it('says when it is too late', async () => {
    const server = await startScriptedServer(failed(400, 'publish_not_cancellable'));
    const error = await failureOf(
      testClient(server.url).client.cancelPublish({ accessToken, publishId: 'p' }),
    );
    expect(error).toMatchObject({
      code: 'publish_not_cancellable',
      disposition: 'STOP',
      mayHaveHadEffect: false,
    });
  });
});
