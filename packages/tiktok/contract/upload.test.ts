import { describe, expect } from 'vitest';
import type { Answer } from './wire/answer.ts';
import { directVideo, fileUpload, MB } from './wire/bodies.ts';
import type { Caller } from './wire/caller.ts';
import { contract } from './wire/contract.ts';
import { type Chunk, putChunk, putExactly } from './wire/upload.ts';
import { sampleVideo, videoOfSize } from './wire/video.ts';

const { withControl, withPosting } = contract('Media Transfer Guide: upload');

const HOUR_MS = 3_600_000;
const CHUNK = 5 * MB;
/** Two chunks, of which the last takes a remainder of 1000 bytes. */
const video = videoOfSize(2 * CHUNK + 1_000);
const [size, middle] = [video.length, CHUNK];

async function open(creator: Caller, bytes = video, chunkSize = Math.min(CHUNK, bytes.length)) {
  const answer = await creator.initVideo(directVideo({}, fileUpload(bytes.length, chunkSize)));
  return { url: answer.data.upload_url as string, publishId: answer.data.publish_id as string };
}

const range = (answer: Answer) => answer.headers.get('content-range');

describe('an upload', () => {
  withPosting('of one chunk answers 201 and goes on to be posted', async (tiktok) => {
    const { url, publishId } = await open(tiktok.creator, sampleVideo());
    const put = await putChunk(url, sampleVideo());
    expect(put.status).toBe(201);
    expect((await tiktok.ended(publishId)).data.status).toBe('PUBLISH_COMPLETE');
  });

  withPosting('answers 206 to a chunk and 201 to the last, which takes the remainder', async (tiktok) => {
    const { url, publishId } = await open(tiktok.creator);
    const first = await putChunk(url, video, { last: middle - 1 });
    expect([first.status, range(first)]).toEqual([206, `bytes 0-${middle - 1}/${size}`]);
    expect((await tiktok.creator.status(publishId)).data).toMatchObject({
      status: 'PROCESSING_UPLOAD',
      uploaded_bytes: middle,
    });
    const last = await putChunk(url, video, { first: middle });
    expect([last.status, range(last)]).toEqual([201, `bytes 0-${size - 1}/${size}`]);
    expect((await tiktok.ended(publishId)).data).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      uploaded_bytes: size,
    });
  });

  for (const contentType of ['video/mp4', 'video/quicktime', 'video/webm'])
    withControl(`may be sent as ${contentType}`, async ({ creator }) => {
      const { url } = await open(creator, sampleVideo());
      const put = await putChunk(url, sampleVideo(), { headers: { 'content-type': contentType } });
      expect(put.status).toBe(201);
    });

  withControl('starts with no bytes', async ({ creator }) => {
    const { publishId } = await open(creator);
    expect((await creator.status(publishId)).data).toMatchObject({
      status: 'PROCESSING_UPLOAD',
      uploaded_bytes: 0,
    });
  });
});

describe('a chunk with wrong headers', () => {
  const sample = sampleVideo();
  const n = sample.length;
  const WRONG: [string, Record<string, string>, string][] = [
    ['another content type', { 'content-type': 'application/octet-stream' }, 'wrong_content_type'],
    ['an image type', { 'content-type': 'image/jpeg' }, 'wrong_content_type'],
    ['a range without a unit', { 'content-range': `0-${n - 1}/${n}` }, 'bad_content_range'],
    ['an exclusive end', { 'content-range': `bytes 0-${n}/${n}` }, 'bad_content_range'],
    ['an unknown total', { 'content-range': `bytes 0-${n - 1}/*` }, 'bad_content_range'],
    ['another total', { 'content-range': `bytes 0-${n - 1}/${n + 1}` }, 'bad_content_range'],
    ['a range shorter than the body', { 'content-range': `bytes 0-${n - 2}/${n}` }, 'bad_content_range'],
    ['a bearer', { authorization: 'Bearer act.x' }, 'bearer_on_upload'],
  ];
  for (const [what, headers, rule] of WRONG)
    withControl(`such as ${what} is refused with 400 and listed`, async ({ creator, simulator }) => {
      const { url, publishId } = await open(creator, sample);
      expect((await putChunk(url, sample, { headers })).status).toBe(400);
      expect(simulator.violations()).toMatchObject([{ endpoint: 'upload', rule }]);
      expect((await creator.status(publishId)).data.uploaded_bytes).toBe(0);
      expect((await putChunk(url, sample)).status).toBe(201);
    });

  const full = {
    'content-type': 'video/mp4',
    'content-length': String(n),
    'content-range': `bytes 0-${n - 1}/${n}`,
  };
  const without = (name: keyof typeof full) =>
    Object.fromEntries(Object.entries(full).filter(([key]) => key !== name));

  for (const name of ['content-type', 'content-range'] as const)
    withControl(`without ${name} is refused with 400`, async ({ creator }) => {
      const { url } = await open(creator, sample);
      expect(await putExactly(url, without(name), sample)).toBe(400);
    });

  withControl('in chunked transfer-encoding is refused with 400', async ({ creator }) => {
    const { url } = await open(creator, sample);
    const headers = { ...without('content-length'), 'transfer-encoding': 'chunked' };
    expect(await putExactly(url, headers, sample)).toBe(400);
  });

  const SIZES: [string, Chunk][] = [
    ['shorter than chunk_size', { last: middle - 2 }],
    ['longer than chunk_size', { last: middle }],
    ['that is the whole video at once', {}],
  ];
  for (const [what, chunk] of SIZES)
    withControl(`or ${what} is refused with 400`, async ({ creator, simulator }) => {
      const { url } = await open(creator);
      expect((await putChunk(url, video, chunk)).status).toBe(400);
      expect(simulator.violations()).toMatchObject([{ rule: 'wrong_chunk_size' }]);
    });
});

describe('a chunk out of order', () => {
  withControl('is refused with 416 that tells the progress, and listed', async ({ creator, simulator }) => {
    const three = videoOfSize(3 * CHUNK);
    const { url } = await open(creator, three);
    await putChunk(url, three, { last: CHUNK - 1 });
    const skipped = await putChunk(url, three, { first: 2 * CHUNK });
    expect([skipped.status, range(skipped)]).toEqual([416, `bytes 0-${CHUNK - 1}/${three.length}`]);
    expect(simulator.violations()).toMatchObject([{ rule: 'chunk_out_of_order' }]);
    expect((await putChunk(url, three, { first: CHUNK, last: 2 * CHUNK - 1 })).status).toBe(206);
    expect((await putChunk(url, three, { first: 2 * CHUNK })).status).toBe(201);
  });

  withControl('is refused with 416 before the first byte, too', async ({ creator }) => {
    const { url } = await open(creator);
    expect((await putChunk(url, video, { first: middle })).status).toBe(416);
  });

  withControl('is one that TikTok already has: 416 tells where to resume', async ({ creator }) => {
    const { url } = await open(creator);
    await putChunk(url, video, { last: middle - 1 });
    const again = await putChunk(url, video, { last: middle - 1 });
    expect([again.status, range(again)]).toEqual([416, `bytes 0-${middle - 1}/${size}`]);
    expect((await putChunk(url, video, { first: middle })).status).toBe(201);
  });
});

describe('an upload URL', () => {
  for (const [when, ms, status] of [
    ['just before an hour', HOUR_MS - 1, 201],
    ['at an hour', HOUR_MS, 403],
  ] as const)
    withControl(`answers ${status} ${when}`, async (tiktok) => {
      const { url } = await open(tiktok.creator, sampleVideo());
      await tiktok.pass(ms);
      expect((await putChunk(url, sampleVideo())).status).toBe(status);
    });

  withControl('must take the whole video inside its hour', async (tiktok) => {
    const { url } = await open(tiktok.creator);
    await putChunk(url, video, { last: middle - 1 });
    await tiktok.pass(HOUR_MS);
    expect((await putChunk(url, video, { first: middle })).status).toBe(403);
  });

  for (const [outcome, data] of [
    ['fail', { status: 'FAILED', fail_reason: 'internal' }],
    ['stuck', { status: 'PROCESSING_UPLOAD' }],
  ] as const)
    withControl(`that ran out leaves the task ${data.status} when told so`, async (tiktok) => {
      tiktok.simulator.configure({ uploadExpiryOutcome: outcome });
      const { publishId } = await open(tiktok.creator, sampleVideo());
      await tiktok.pass(HOUR_MS);
      expect((await tiktok.creator.status(publishId)).data).toMatchObject(data);
    });

  withControl('of nobody answers 404', async ({ creator }) => {
    const { url } = await open(creator, sampleVideo());
    const other = new URL(url);
    other.searchParams.set('upload_id', '7300000000000000001');
    expect((await putChunk(other.href, sampleVideo())).status).toBe(404);
  });

  withControl('with another token is no permission', async ({ creator }) => {
    const { url, publishId } = await open(creator, sampleVideo());
    const other = new URL(url);
    other.searchParams.set('upload_token', 'guessed');
    expect((await putChunk(other.href, sampleVideo())).status).toBe(403);
    expect((await creator.status(publishId)).data.uploaded_bytes).toBe(0);
  });
});

describe('a fault under way', () => {
  for (const status of [500, 502, 503])
    withControl(`may be a ${status}, after which the same chunk is taken`, async ({ creator, simulator }) => {
      const { url } = await open(creator);
      simulator.faults.add({ point: 'upload', effect: { kind: 'http', status } });
      expect((await putChunk(url, video, { last: middle - 1 })).status).toBe(status);
      expect((await putChunk(url, video, { last: middle - 1 })).status).toBe(206);
    });

  withControl('may lose the answer to a stored chunk: 416 tells that it is there', async (tiktok) => {
    const { url } = await open(tiktok.creator);
    tiktok.simulator.faults.add({ point: 'upload', effect: { kind: 'drop', when: 'after' } });
    await expect(putChunk(url, video, { last: middle - 1 })).rejects.toThrow();
    const again = await putChunk(url, video, { last: middle - 1 });
    expect([again.status, range(again)]).toEqual([416, `bytes 0-${middle - 1}/${size}`]);
  });

  withControl('may lose a chunk: the same one is taken', async (tiktok) => {
    const { url } = await open(tiktok.creator);
    tiktok.simulator.faults.add({ point: 'upload', effect: { kind: 'drop', when: 'before' } });
    await expect(putChunk(url, video, { last: middle - 1 })).rejects.toThrow();
    expect((await putChunk(url, video, { last: middle - 1 })).status).toBe(206);
  });

  withControl('may lose the header of a 206', async (tiktok) => {
    const { url } = await open(tiktok.creator);
    tiktok.simulator.faults.add({ point: 'upload', effect: { kind: 'range_header_lost' } });
    const put = await putChunk(url, video, { last: middle - 1 });
    expect([put.status, range(put)]).toEqual([206, null]);
  });

  withControl('may be a 416 against a good chunk', async (tiktok) => {
    const { url } = await open(tiktok.creator);
    tiktok.simulator.faults.add({ point: 'upload', effect: { kind: 'range_416' } });
    expect((await putChunk(url, video, { last: middle - 1 })).status).toBe(416);
    expect((await putChunk(url, video, { last: middle - 1 })).status).toBe(206);
  });
});
