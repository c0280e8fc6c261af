import { describe, expect, it } from 'vitest';
import { ok, startScriptedServer } from './testing/scripted-server.ts';
import { failureOf, testClient } from './testing/test-client.ts';

const accessToken = 'act.x';
const ID = '7300000000000000001';

describe('getUserInfo', () => {
  const user = {
    open_id: '-000a',
    display_name: 'Anna',
    follower_count: 12,
    is_verified: false,
    bio_description: '',
  };

  it.each([
    [['user.info.basic'], 'open_id,union_id,avatar_url,avatar_url_100,avatar_large_url,display_name'],
    [['video.list', 'user.info.profile'], 'bio_description,profile_deep_link,is_verified,username'],
    [['user.info.stats'], 'follower_count,following_count,likes_count,video_count'],
  ])('asks with the scopes %j only for what they cover', async (grantedScopes, fields) => {
    const server = await startScriptedServer(ok({ user }));
    await testClient(server.url).client.getUserInfo({ accessToken, grantedScopes });
    expect(server.seen[0]).toMatchObject({ method: 'GET', path: '/v2/user/info/' });
    expect(server.seen[0]?.query.get('fields')).toBe(fields);
    expect(server.seen[0]?.body).toHaveLength(0);
  });

  it('has null for what TikTok left out or left empty', async () => {
    const server = await startScriptedServer(ok({ user }));
    const info = await testClient(server.url).client.getUserInfo({
      accessToken,
      grantedScopes: ['user.info.basic'],
    });
    expect(info).toMatchObject({
      openId: '-000a',
      displayName: 'Anna',
      unionId: null,
      bioDescription: null,
      isVerified: false,
      followerCount: 12,
      likesCount: null,
      logId: 'LOG1',
    });
  });

  it('does not ask without a scope for it', async () => {
    const server = await startScriptedServer(ok({ user }));
    const call = testClient(server.url).client.getUserInfo({ accessToken, grantedScopes: ['video.list'] });
    expect(await failureOf(call)).toMatchObject({ code: 'scope_not_authorized', httpStatus: null });
    expect(server.seen).toEqual([]);
  });
});

const video = {
  id: ID,
  create_time: 1_700_000_000,
  title: 'T',
  like_count: 1,
  view_count: '12345678901',
  duration: 15,
};

describe('listVideos', () => {
  it('asks for all fields in the query and pages in the body', async () => {
    const server = await startScriptedServer(
      ok({ videos: [video], cursor: 1_643_332_803_000, has_more: true }),
    );
    const { client, calls } = testClient(server.url);
    const page = await client.listVideos({ accessToken, cursor: 1_700_000_000_000, maxCount: 20 });
    expect(page).toMatchObject({
      videos: [
        { id: ID, createdAt: new Date(1_700_000_000_000), viewCount: 12_345_678_901, shareCount: null },
      ],
      nextCursor: 1_643_332_803_000,
      logId: 'LOG1',
    });
    expect(server.seen[0]?.path).toBe('/v2/video/list/');
    expect(server.seen[0]?.query.get('fields')?.split(',')).toEqual([
      'id',
      'create_time',
      'cover_image_url',
      'share_url',
      'video_description',
      'duration',
      'height',
      'width',
      'title',
      'embed_html',
      'embed_link',
      'like_count',
      'comment_count',
      'share_count',
      'view_count',
    ]);
    expect(JSON.parse(String(server.seen[0]?.body))).toEqual({ cursor: 1_700_000_000_000, max_count: 20 });
    expect(calls[0]?.unknown).toEqual([]);
  });

  it('has no further cursor on the last page', async () => {
    const server = await startScriptedServer(ok({ videos: [], cursor: 5, has_more: false }));
    const page = await testClient(server.url).client.listVideos({ accessToken });
    expect(page).toMatchObject({ videos: [], nextCursor: null });
    expect(JSON.parse(String(server.seen[0]?.body))).toEqual({});
  });

  it('keeps an id that comes as a number, and reports fields of a video that are new', async () => {
    const body = `{"data":{"videos":[{"id":${ID},"saves":1},{"id":"2","saves":2}]},"error":{"code":"ok","log_id":"L"}}`;
    const server = await startScriptedServer({ body });
    const { client, calls } = testClient(server.url);
    expect((await client.listVideos({ accessToken })).videos[0]?.id).toBe(ID);
    expect(calls[0]?.unknown).toEqual(['videos[].saves']);
  });

  it.each([0, 21, 1.5e9, Number.NaN])('does not ask for %s videos', async (maxCount) => {
    const call = testClient('http://localhost').client.listVideos({ accessToken, maxCount });
    await expect(call).rejects.toMatchObject({ code: 'limit_exceeded', field: 'maxCount' });
  });
});

describe('queryVideos', () => {
  it('asks by ids as strings', async () => {
    const server = await startScriptedServer(ok({ videos: [video], cursor: 0, has_more: false }));
    const { videos } = await testClient(server.url).client.queryVideos({ accessToken, videoIds: [ID] });
    expect(videos).toMatchObject([{ id: ID, title: 'T', durationSeconds: 15 }]);
    expect(server.seen[0]?.path).toBe('/v2/video/query/');
    expect(JSON.parse(String(server.seen[0]?.body))).toEqual({ filters: { video_ids: [ID] } });
  });

  it.each([0, 21])('does not ask for %i ids', async (count) => {
    const call = testClient('http://localhost').client.queryVideos({
      accessToken,
      videoIds: Array(count).fill(ID),
    });
    await expect(call).rejects.toMatchObject({ code: 'limit_exceeded', field: 'videoIds.length' });
  });
});
