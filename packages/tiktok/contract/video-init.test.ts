import { describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { directVideo, fileUpload, GB, MB, pullFromUrl } from './wire/bodies.ts';
import { PATHS } from './wire/caller.ts';
import { contract } from './wire/contract.ts';

const { withControl, withPosting, withToken } = contract('Direct Post: init');

describe('a direct post of a video', () => {
  withPosting('is given a publish id and an upload URL', async ({ creator }) => {
    const { status, code, data } = await creator.initVideo();
    expect([status, code]).toEqual([200, 'ok']);
    expect(data.publish_id).toMatch(/^v_pub_file~v2-1\.\d{19}$/);
    expect(data.publish_id.length).toBeLessThanOrEqual(64);
    expect(data.upload_url.length).toBeLessThanOrEqual(256);
    const query = new URL(data.upload_url).searchParams;
    expect([query.get('upload_id'), query.get('upload_token')]).toEqual([
      expect.any(String),
      expect.any(String),
    ]);
  });

  withPosting('is a new post every time: there is no idempotency key', async ({ creator }) => {
    const [first, second] = [await creator.initVideo(), await creator.initVideo()];
    expect(first.data.publish_id).not.toBe(second.data.publish_id);
    expect(first.data.upload_url).not.toBe(second.data.upload_url);
  });

  withControl('by URL is given no upload URL', async (tiktok) => {
    const source = pullFromUrl('https://media.example.com/a.mp4');
    const { code, data } = await tiktok.creator.initVideo(directVideo({}, source));
    expect(code).toBe('ok');
    expect(data.publish_id).toMatch(/^v_pub_url~v2(-1)?\.\d{19}$/);
    expect(data).not.toHaveProperty('upload_url');
  });

  withControl('takes plain application/json, too', async ({ creator }) => {
    const answer = await creator.post(PATHS.videoInit, directVideo(), { 'content-type': 'application/json' });
    expect(answer.code).toBe('ok');
  });

  withControl('takes the sample without its brand toggles', async ({ creator }) => {
    const post_info = { privacy_level: 'SELF_ONLY', title: 'caption' };
    const answer = await creator.initVideo({ post_info, source_info: fileUpload(1_000) });
    expect(answer.code).toBe('ok');
  });

  const TITLES: [string, string, boolean][] = [
    ['no caption', '', true],
    ['2200 UTF-16 code units', 'a'.repeat(2_200), true],
    ['2201 UTF-16 code units', 'a'.repeat(2_201), false],
    ['1100 emoji of two code units', '🎬'.repeat(1_100), true],
    ['1100 emoji and a letter', `${'🎬'.repeat(1_100)}a`, false],
    ['line breaks, tags and mentions', 'one\ntwo #three @four', true],
  ];
  for (const [what, title, taken] of TITLES) {
    const register = taken ? withControl : withToken;
    register(`${taken ? 'takes' : 'refuses'} ${what}`, async ({ creator }) => {
      const answer = await creator.initVideo(directVideo({ title }));
      expect(answer.code).toMatch(taken ? /^ok$/ : INVALID_PARAMS);
      expect(answer.status).toBe(taken ? 200 : 400);
    });
  }

  for (const videoCoverTimestampMs of [0, 1_999, 999_999_999, -1])
    withControl(`takes a cover at ${videoCoverTimestampMs} ms, in the video or not`, async ({ creator }) => {
      const body = directVideo({ video_cover_timestamp_ms: videoCoverTimestampMs });
      expect((await creator.initVideo(body)).code).toBe('ok');
    });
});

describe('the declared chunks', () => {
  const TAKEN: [string, object][] = [
    ['one byte', fileUpload(1)],
    ['less than 5 MB in one chunk', fileUpload(5 * MB - 1)],
    ["4 MB, the guide's own example", fileUpload(4_194_304)],
    ['64 MB in one chunk', fileUpload(64 * MB)],
    ['chunks of 5 MB', fileUpload(50 * MB, 5 * MB)],
    ['chunks of 64 MB', fileUpload(128 * MB, 64 * MB)],
    ['a last chunk of one byte under 128 MB', fileUpload(192 * MB - 1, 64 * MB, 2)],
    ["50,000,123 bytes, the guide's own example", fileUpload(50_000_123, 10_000_000, 5)],
    ['66,259,900 bytes', fileUpload(66_259_900, 33_129_950, 2)],
    ['94,000,000 bytes', fileUpload(94_000_000, 33_554_432, 2)],
    ['158,008,374 bytes', fileUpload(158_008_374, 33_554_432, 4)],
    ['4 GB', fileUpload(4 * GB, 33_554_432, 128)],
    ['the most chunks that 4 GB can have', fileUpload(4 * GB, 5 * MB, 819)],
  ];
  for (const [what, source] of TAKEN)
    withControl(`may be ${what}`, async ({ creator }) => {
      expect(await creator.initVideo(directVideo({}, source))).toMatchObject({ status: 200, code: 'ok' });
    });

  const CHUNK_SIZE = /chunk size is invalid/i;
  const CHUNK_COUNT = /total chunk count is invalid/i;
  const REFUSED: [string, object, RegExp][] = [
    ['one byte less than 5 MB each', fileUpload(50 * MB, 5 * MB - 1), CHUNK_SIZE],
    ['one byte more than 64 MB each', fileUpload(130 * MB, 64 * MB + 1), CHUNK_SIZE],
    ['one of 64 MB and a byte', fileUpload(64 * MB + 1), CHUNK_SIZE],
    ['a single one smaller than the video', fileUpload(94_000_000, 64_000_000, 1), CHUNK_SIZE],
    ['a single one smaller than a small video', fileUpload(4_000_000, 3_000_000, 1), CHUNK_SIZE],
    ['larger than the video', fileUpload(6 * MB, 7 * MB, 1), CHUNK_SIZE],
    ['of no size', fileUpload(6 * MB, 0, 1), CHUNK_SIZE],
    ['counted by ceil', fileUpload(50_000_123, 10_000_000, 6), CHUNK_COUNT],
    ['one too few', fileUpload(50 * MB, 10 * MB, 4), CHUNK_COUNT],
    ['two with a last one of 128 MB', fileUpload(192 * MB, 64 * MB, 2), CHUNK_COUNT],
    ['two with a last one of 128 MB and a byte', fileUpload(192 * MB + 1, 64 * MB, 2), CHUNK_COUNT],
    ['none', fileUpload(6 * MB, 6 * MB, 0), CHUNK_COUNT],
    ['fewer than none', fileUpload(6 * MB, 6 * MB, -1), CHUNK_COUNT],
  ];
  for (const [what, source, message] of REFUSED)
    withToken(`may not be ${what}`, async ({ creator }) => {
      const answer = await creator.initVideo(directVideo({}, source));
      expect(answer.status).toBe(400);
      expect(answer.code).toMatch(INVALID_PARAMS);
      expect(answer.body.error.message).toMatch(message);
    });

  const TOO_LARGE: [string, object][] = [
    ['1000, which only a file over 4 GB can have', fileUpload(1_000 * 5 * MB, 5 * MB)],
    ['1001', fileUpload(1_001 * 5 * MB, 5 * MB)],
    ['of a video of 4 GB and a byte', fileUpload(4 * GB + 1, 33_554_432)],
    ['of an empty video', fileUpload(0, 5 * MB)],
  ];
  for (const [what, source] of TOO_LARGE)
    withToken(`may not be ${what}`, async ({ creator }) => {
      const answer = await creator.initVideo(directVideo({}, source));
      expect(answer.status).toBe(400);
      expect(answer.code).toMatch(INVALID_PARAMS);
    });

  const DECIMAL: [string, object, boolean][] = [
    ['5,000,000 bytes', fileUpload(20_000_000, 5_000_000), true],
    ['4,999,999 bytes', fileUpload(20_000_000, 4_999_999), false],
    ['64,000,000 bytes', fileUpload(64_000_000), true],
    ['64,000,001 bytes', fileUpload(64_000_001), false],
  ];
  for (const [what, source, taken] of DECIMAL)
    withControl(
      `${taken ? 'may' : 'may not'} be of ${what} where MB is 10^6`,
      async ({ creator, simulator }) => {
        simulator.configure({ megabyteBytes: 1_000_000 });
        expect((await creator.initVideo(directVideo({}, source))).status).toBe(taken ? 200 : 400);
      },
    );
});

describe('the body of an init', () => {
  const source = fileUpload(1_000_000);
  const REFUSED: [string, object][] = [
    ['without post_info', { source_info: source }],
    ['without source_info', { post_info: { privacy_level: 'SELF_ONLY' } }],
    ['with a privacy level of its own', directVideo({ privacy_level: 'FRIENDS' })],
    ['with a privacy level in lower case', directVideo({ privacy_level: 'self_only' })],
    ['with a flag as text', directVideo({ disable_comment: 'true' })],
    ['with a flag as number', directVideo({ is_aigc: 1 })],
    ['with a caption as number', directVideo({ title: 7 })],
    ['with another source', directVideo({}, { ...source, source: 'UPLOAD' })],
    ['without a source', directVideo({}, { ...source, source: undefined })],
    ['without video_size', directVideo({}, { ...source, video_size: undefined })],
    ['without chunk_size', directVideo({}, { ...source, chunk_size: undefined })],
    ['without total_chunk_count', directVideo({}, { ...source, total_chunk_count: undefined })],
    ['with half a byte', directVideo({}, { ...source, video_size: 1_000_000.5 })],
    ['with a size as text', directVideo({}, { ...source, video_size: '1000000' })],
    ['without video_url', directVideo({}, { source: 'PULL_FROM_URL' })],
    ['as a list', [directVideo()]],
  ];
  for (const [what, body] of REFUSED)
    withToken(`is refused ${what}`, async ({ creator }) => {
      const answer = await creator.initVideo(body);
      expect(answer.status).toBe(400);
      expect(answer.code).toMatch(INVALID_PARAMS);
    });

  const UNKNOWN: [string, object][] = [
    ['description', directVideo({ description: 'videos have none' })],
    ['publish_time', directVideo({ publish_time: 1_800_000_000 })],
    ['auto_add_music', directVideo({ auto_add_music: true })],
    [
      'video_url beside an upload',
      directVideo({}, { ...source, video_url: 'https://media.example.com/a.mp4' }),
    ],
  ];
  for (const [field, body] of UNKNOWN)
    withControl(
      `is refused with a field that videos do not have: ${field}`,
      async ({ creator, simulator }) => {
        expect((await creator.initVideo(body)).code).toMatch(INVALID_PARAMS);
        expect(simulator.violations()).toMatchObject([{ endpoint: 'video.init', rule: 'unknown_field' }]);
      },
    );

  for (const contentType of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
    withControl(`is refused as ${contentType}`, async ({ creator, simulator }) => {
      const answer = await creator.post(PATHS.videoInit, directVideo(), { 'content-type': contentType });
      expect(answer.code).toMatch(INVALID_PARAMS);
      expect(simulator.violations()).toMatchObject([{ rule: 'wrong_content_type' }]);
    });
});
