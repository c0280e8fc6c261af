import { describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { directVideo, fileUpload, pullFromUrl } from './wire/bodies.ts';
import { Caller, PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';
import { sampleVideo } from './wire/video.ts';

const { withControl, withPosting, withToken } = contract('Get Post Status');

const DAY_MS = 86_400_000;
const PUBLIC = { privacy_level: 'PUBLIC_TO_EVERYONE' };

const PULL = directVideo({}, pullFromUrl('https://media.example.com/a.mp4'));

describe('the status of a publish', () => {
  withPosting('is PROCESSING_UPLOAD after the init of an upload', async ({ creator }) => {
    const { data } = await creator.initVideo();
    const answer = await creator.status(data.publish_id);
    expect(answer).toMatchObject({ status: 200, code: 'ok' });
    expect(answer.data).toMatchObject({ status: 'PROCESSING_UPLOAD', uploaded_bytes: 0 });
    expect(answer.data.publicaly_available_post_id ?? []).toEqual([]);
  });

  withControl('is PROCESSING_UPLOAD while all bytes are processed', async ({ creator }) => {
    const publishId = await creator.publish();
    expect((await creator.status(publishId)).data).toMatchObject({
      status: 'PROCESSING_UPLOAD',
      uploaded_bytes: sampleVideo().length,
    });
  });

  withControl('is PROCESSING_DOWNLOAD after the init of a pull', async (tiktok) => {
    const { data } = await tiktok.creator.initVideo(PULL);
    const answer = await tiktok.creator.status(data.publish_id);
    expect(answer.data).toMatchObject({ status: 'PROCESSING_DOWNLOAD', downloaded_bytes: 0 });
    expect(answer.data).not.toHaveProperty('uploaded_bytes');
  });

  withPosting('of a direct post ends as PUBLISH_COMPLETE, without an id unless public', async (tiktok) => {
    const { data } = await tiktok.ended(await tiktok.creator.publish());
    expect(data.status).toBe('PUBLISH_COMPLETE');
    expect(data.publicaly_available_post_id ?? []).toEqual([]);
    expect(data.fail_reason ?? '').toBe('');
  });

  withPosting('of an inbox upload ends as SEND_TO_USER_INBOX', async (tiktok) => {
    const { data } = await tiktok.ended(await tiktok.creator.share());
    expect(data.status).toBe('SEND_TO_USER_INBOX');
  });

  withControl('of an inbox upload becomes PUBLISH_COMPLETE once its creator posts it', async (tiktok) => {
    const publishId = await tiktok.creator.share();
    await tiktok.ended(publishId);
    tiktok.simulator.finishDraft(publishId, { privacyLevel: 'SELF_ONLY' });
    expect((await tiktok.creator.status(publishId)).data.status).toBe('PUBLISH_COMPLETE');
  });

  withControl('of a broken publish is FAILED with a reason', async (tiktok) => {
    const video = Buffer.alloc(5_000, 'not a video');
    const publishId = await tiktok.creator.publish({}, video);
    expect((await tiktok.ended(publishId)).data).toMatchObject({
      status: 'FAILED',
      fail_reason: 'file_format_check_failed',
    });
  });

  withControl('may stay PROCESSING_UPLOAD for ever', async (tiktok) => {
    tiktok.simulator.faults.add({ point: 'processing', effect: { kind: 'stuck' } });
    const publishId = await tiktok.creator.publish();
    await tiktok.pass(DAY_MS - 60_000);
    const later = tiktok.tokenFor(tiktok.creator.username);
    expect((await later.status(publishId)).data.status).toBe('PROCESSING_UPLOAD');
  });
});

describe('the post id', () => {
  const published = async (tiktok: SimulatedTikTok) => {
    const publishId = await tiktok.creator.publish(PUBLIC);
    await tiktok.ended(publishId);
    return { publishId, id: tiktok.simulator.posts()[0]!.id };
  };

  withControl('is a bare number of 19 digits under the misspelt name', async (tiktok) => {
    const { publishId, id } = await published(tiktok);
    const { text } = await tiktok.creator.status(publishId);
    expect(id).toMatch(/^\d{19}$/);
    expect(text).toContain(`"publicaly_available_post_id":[${id}]`);
    expect(text).not.toContain('publicly_available_post_id');
    expect(JSON.parse(`[${id}]`)[0]).not.toBe(id);
  });

  withControl('may be sent as a string', async (tiktok) => {
    tiktok.simulator.configure({ postIdsAs: 'string' });
    const { publishId, id } = await published(tiktok);
    const { data } = await tiktok.creator.status(publishId);
    expect(data.publicaly_available_post_id).toEqual([id]);
  });

  withControl('follows PUBLISH_COMPLETE, after moderation', async (tiktok) => {
    tiktok.simulator.configure({ processingMs: 1_000, moderationMs: 45_000 });
    const publishId = await tiktok.creator.publish(PUBLIC);
    await tiktok.pass(1_000);
    expect((await tiktok.creator.status(publishId)).data).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      publicaly_available_post_id: [],
    });
    await tiktok.pass(44_999);
    expect((await tiktok.creator.status(publishId)).data.publicaly_available_post_id).toEqual([]);
    await tiktok.pass(1);
    expect((await tiktok.creator.status(publishId)).data.publicaly_available_post_id).toHaveLength(1);
  });

  withControl('may never come', async (tiktok) => {
    tiktok.simulator.faults.add({ point: 'moderation', effect: { kind: 'withhold_id' } });
    const { publishId } = await published(tiktok);
    expect((await tiktok.creator.status(publishId)).data).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      publicaly_available_post_id: [],
    });
  });

  withControl('is one of several when a draft is posted repeatedly', async (tiktok) => {
    const publishId = await tiktok.creator.share();
    await tiktok.ended(publishId);
    const posts = [1, 2].map(() =>
      tiktok.simulator.finishDraft(publishId, { privacyLevel: 'PUBLIC_TO_EVERYONE' }),
    );
    const { text } = await tiktok.ended(publishId);
    for (const post of posts) expect(text).toMatch(new RegExp(`[[,]${post.id}[\\],]`));
  });
});

describe('asking for a status', () => {
  for (const scope of ['video.publish', 'video.upload'])
    withControl(`works with ${scope} alone`, async (tiktok) => {
      const { data } = await tiktok.creator.initVideo();
      const other = tiktok.tokenFor(tiktok.creator.username, [scope]);
      expect((await other.status(data.publish_id)).code).toBe('ok');
    });

  withControl('is refused with neither', async (tiktok) => {
    const { data } = await tiktok.creator.initVideo();
    const other = tiktok.tokenFor(tiktok.creator.username, ['user.info.basic', 'video.list']);
    expect(await other.status(data.publish_id)).toMatchObject({ status: 401, code: 'scope_not_authorized' });
  });

  withToken('is refused for an id that does not exist', async ({ creator }) => {
    const answer = await creator.status('v_pub_file~v2-1.7300000000000000001');
    expect(answer).toMatchObject({ status: 400, code: 'invalid_publish_id' });
  });

  withControl('is refused for the id of somebody else', async (tiktok) => {
    const { data } = await tiktok.creator.initVideo();
    expect(await tiktok.newCreator().status(data.publish_id)).toMatchObject({
      status: 400,
      code: 'token_not_authorized_for_specified_publish_id',
    });
  });

  for (const [what, body] of [
    ['without publish_id', {}],
    ['with publish_id as number', { publish_id: 7 }],
  ] as const)
    withToken(`is refused ${what}`, async ({ creator }) => {
      const answer = await creator.post(PATHS.status, body);
      expect(answer.status).toBe(400);
      expect(answer.code).toMatch(INVALID_PARAMS);
    });

  withControl('is refused to a token that has expired', async (tiktok) => {
    const { data } = await tiktok.creator.initVideo(directVideo({}, fileUpload(9)));
    await tiktok.pass(7_200_000);
    const answer = await tiktok.creator.status(data.publish_id);
    expect(answer).toMatchObject({ status: 401, code: 'access_token_invalid' });
  });

  withToken('is refused without a token', async ({ apiUrl }) => {
    const answer = await new Caller({ apiUrl, accessToken: 'none' }).status('v_pub_file~v2-1.1');
    expect(answer).toMatchObject({ status: 401, code: 'access_token_invalid' });
  });

  withControl('can meet a fault of TikTok', async ({ creator, simulator }) => {
    simulator.faults.add({ point: 'status.fetch', effect: { kind: 'error', code: 'internal_error' } });
    expect(await creator.status('any')).toMatchObject({ status: 500, code: 'internal_error' });
  });
});
