import { describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { directVideo, photoPost, pullFromUrl } from './wire/bodies.ts';
import { PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';

const { photoUrl, withControl, withPosting, withToken } = contract('Media Transfer Guide: cancel');

const PULL = pullFromUrl('https://media.example.com/a.mp4');

describe('a cancel', () => {
  const FLOWS: [string, string, object][] = [
    ['a direct post by URL', PATHS.videoInit, directVideo({}, PULL)],
    ['an inbox upload by URL', PATHS.inboxInit, { source_info: PULL }],
    ['a photo post', PATHS.contentInit, photoPost([photoUrl])],
  ];
  for (const [what, path, body] of FLOWS)
    withControl(`stops ${what} under download, without data, for good`, async (tiktok) => {
      const { creator } = tiktok;
      const { data } = await creator.post(path, body);
      const answer = await creator.cancel(data.publish_id);
      expect(answer).toMatchObject({ status: 200, code: 'ok' });
      expect(answer.data).toBeUndefined();
      const expected = { status: 'FAILED', fail_reason: 'publish_cancelled' };
      expect((await creator.status(data.publish_id)).data).toMatchObject(expected);
      await tiktok.pass(7_000_000);
      expect((await creator.status(data.publish_id)).data).toMatchObject(expected);
      expect(tiktok.simulator.posts()).toEqual([]);
    });

  withControl('is told by webhook', async (tiktok) => {
    const { data } = await tiktok.creator.initVideo(directVideo({}, PULL));
    await tiktok.creator.cancel(data.publish_id);
    const [delivery] = tiktok.simulator.deliveries();
    expect(delivery?.event).toBe('post.publish.failed');
    expect(JSON.parse(JSON.parse(delivery!.body).content)).toEqual({
      publish_id: data.publish_id,
      reason: 'publish_cancelled',
      publish_type: 'DIRECT_PUBLISH',
    });
  });

  for (const scope of ['video.publish', 'video.upload'])
    withControl(`works with ${scope} alone`, async (tiktok) => {
      const { data } = await tiktok.creator.initVideo(directVideo({}, PULL));
      expect((await tiktok.tokenFor(tiktok.creator.username, [scope]).cancel(data.publish_id)).code).toBe(
        'ok',
      );
    });

  withPosting('comes too late for a post that is complete', async (tiktok) => {
    const publishId = await tiktok.creator.publish();
    await tiktok.ended(publishId);
    expect(await tiktok.creator.cancel(publishId)).toMatchObject({
      status: 400,
      code: 'publish_not_cancellable',
    });
  });

  withControl('comes too late for a draft that is delivered', async (tiktok) => {
    const publishId = await tiktok.creator.share();
    await tiktok.ended(publishId);
    expect((await tiktok.creator.cancel(publishId)).code).toBe('publish_not_cancellable');
  });

  withControl('works once', async (tiktok) => {
    const { data } = await tiktok.creator.initVideo(directVideo({}, PULL));
    await tiktok.creator.cancel(data.publish_id);
    expect(await tiktok.creator.cancel(data.publish_id)).toMatchObject({
      status: 400,
      code: 'publish_not_cancellable',
    });
  });

  withControl('does not stop a post that is being processed', async (tiktok) => {
    const publishId = await tiktok.creator.publish();
    expect((await tiktok.creator.cancel(publishId)).code).toBe('publish_not_cancellable');
    expect((await tiktok.ended(publishId)).data.status).toBe('PUBLISH_COMPLETE');
  });

  withToken('is refused for an id that does not exist', async ({ creator }) => {
    expect(await creator.cancel('v_pub_url~v2-1.7300000000000000001')).toMatchObject({
      status: 400,
      code: 'invalid_publish_id',
    });
  });

  withControl('is refused for the id of somebody else, and stops nothing', async (tiktok) => {
    const { data } = await tiktok.creator.initVideo(directVideo({}, PULL));
    expect(await tiktok.newCreator().cancel(data.publish_id)).toMatchObject({
      status: 400,
      code: 'token_not_authorized_for_specified_publish_id',
    });
    expect((await tiktok.creator.status(data.publish_id)).data.status).toBe('PROCESSING_DOWNLOAD');
  });

  withToken('is refused without publish_id', async ({ creator }) => {
    expect((await creator.post(PATHS.cancel, {})).code).toMatch(INVALID_PARAMS);
  });

  withControl('can be refused with url_ownership_unverified', async ({ creator, simulator }) => {
    simulator.faults.add({ point: 'cancel', effect: { kind: 'error', code: 'url_ownership_unverified' } });
    expect(await creator.cancel('any')).toMatchObject({ status: 403, code: 'url_ownership_unverified' });
  });
});
