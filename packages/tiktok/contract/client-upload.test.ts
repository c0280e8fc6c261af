import { createHash } from 'node:crypto';
import { describe, expect } from 'vitest';
import type { FaultEffect } from '../simulator/index.ts';
import { type ByteSource, chunkPlan, planChunks, type UploadVideoInput, uploadVideo } from '../src/index.ts';
import { GB, MB } from './wire/bodies.ts';
import { clientOf, failureOf, reached, VIDEO_POST } from './wire/client.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';
import { videoOfSize } from './wire/video.ts';

const { withControl } = contract('Client: upload');

const CHUNK = 5 * MB;
const video = videoOfSize(3 * CHUNK + 1_000);
const plan = chunkPlan(video.length, CHUNK);
const SHA256 = createHash('sha256').update(video).digest('hex');

/** Notes which ranges were read: what is sent again is read again. */
function watchedSource() {
  const opened: number[] = [];
  const source: ByteSource = {
    sizeBytes: video.length,
    async *open(firstByte, lastByte) {
      opened.push(firstByte / CHUNK);
      for (let at = firstByte; at <= lastByte; at += 262_144)
        yield video.subarray(at, Math.min(at + 262_144, lastByte + 1));
    },
  };
  return { opened, source };
}

async function begin(tiktok: SimulatedTikTok, changes: Partial<UploadVideoInput> = {}) {
  const { client, calls } = clientOf(tiktok);
  const { accessToken } = tiktok.creator;
  const init = await client.initDirectVideo({
    accessToken,
    post: VIDEO_POST,
    source: { source: 'FILE_UPLOAD', plan },
  });
  const { opened, source } = watchedSource();
  const upload = () =>
    uploadVideo({ client, uploadUrl: init.uploadUrl!, plan, source, contentType: 'video/mp4', ...changes });
  return { init, upload, opened, calls, client };
}

/** What came of an upload: the bytes the simulator has, and whether they were posted. */
async function arrived(tiktok: SimulatedTikTok, publishId: string) {
  const { data } = await tiktok.ended(publishId);
  return { status: data.status, sha256: tiktok.simulator.tasks()[0]?.media[0]?.sha256 };
}
const POSTED = { status: 'PUBLISH_COMPLETE', sha256: SHA256 };

describe('an upload through the client', () => {
  withControl('sends every chunk once, in order, without breaking a rule', async (tiktok) => {
    const { init, upload, opened } = await begin(tiktok);
    await expect(upload()).resolves.toMatchObject({ acknowledgedBytes: video.length });
    expect(opened).toEqual([0, 1, 2]);
    expect(tiktok.simulator.violations()).toEqual([]);
    expect(await arrived(tiktok, init.publishId)).toEqual(POSTED);
  });

  const FAULTS: { what: string; skip: number; effect: FaultEffect; sent: number[]; puts: number }[] = [
    { what: 'a dropped chunk alone', skip: 1, effect: { kind: 'drop' }, sent: [0, 1, 1, 2], puts: 4 },
    {
      what: 'a chunk that met a 502',
      skip: 1,
      effect: { kind: 'http', status: 502 },
      sent: [0, 1, 1, 2],
      puts: 4,
    },
    {
      what: 'a chunk that met a 500',
      skip: 0,
      effect: { kind: 'http', status: 500 },
      sent: [0, 0, 1, 2],
      puts: 4,
    },
    {
      what: 'a good chunk refused with 416',
      skip: 1,
      effect: { kind: 'range_416' },
      sent: [0, 1, 1, 2],
      puts: 4,
    },
  ];
  for (const { what, skip, effect, sent, puts } of FAULTS)
    withControl(`sends again ${what}`, async (tiktok) => {
      const { init, upload, opened } = await begin(tiktok);
      tiktok.simulator.faults.add({ point: 'upload', effect, skip });
      await upload();
      expect(opened).toEqual(sent);
      expect(reached(tiktok, 'upload')).toBe(puts);
      expect(await arrived(tiktok, init.publishId)).toEqual(POSTED);
    });

  const LOST: { what: string; skip: number; effect: FaultEffect }[] = [
    { what: 'a lost 206', skip: 0, effect: { kind: 'drop', when: 'after' } },
    { what: 'a 206 hidden by a gateway', skip: 1, effect: { kind: 'http', status: 504, when: 'after' } },
    { what: 'a 206 without its header', skip: 1, effect: { kind: 'range_header_lost' } },
    { what: 'a lost 201', skip: 2, effect: { kind: 'drop', when: 'after' } },
  ];
  for (const { what, skip, effect } of LOST)
    withControl(`goes on from where TikTok is after ${what}`, async (tiktok) => {
      const { init, upload } = await begin(tiktok);
      tiktok.simulator.faults.add({ point: 'upload', effect, skip });
      await expect(upload()).resolves.toMatchObject({ acknowledgedBytes: video.length });
      expect(await arrived(tiktok, init.publishId)).toEqual(POSTED);
      expect(tiktok.simulator.violations()).toEqual([]);
    });

  withControl('finds its place when it is resumed too early', async (tiktok) => {
    const first = await begin(tiktok, {
      beforeChunk: async ({ index }) => {
        if (index === 2) throw new Error('killed');
      },
    });
    await expect(first.upload()).rejects.toThrow('killed');
    const { opened, source } = watchedSource();
    await uploadVideo({
      client: first.client,
      uploadUrl: first.init.uploadUrl!,
      plan,
      source,
      contentType: 'video/mp4',
      resumeFromByte: CHUNK,
    });
    expect(opened).toEqual([1, 2]);
    expect(await arrived(tiktok, first.init.publishId)).toEqual(POSTED);
  });

  withControl('ends when the URL has run out, and nothing was posted', async (tiktok) => {
    const { upload } = await begin(tiktok);
    await tiktok.pass(3_600_000);
    expect(await failureOf(upload())).toMatchObject({
      code: 'upload_url_expired',
      disposition: 'RETRY',
      httpStatus: 403,
      mayHaveHadEffect: false,
    });
  });

  withControl('ends when there is no such upload', async (tiktok) => {
    const { init } = await begin(tiktok);
    const uploadUrl = init.uploadUrl!.replace(/upload_id=\d+/, 'upload_id=1');
    const other = await begin(tiktok, { uploadUrl });
    expect(await failureOf(other.upload())).toMatchObject({
      code: 'upload_task_not_found',
      httpStatus: 404,
      mayHaveHadEffect: false,
    });
  });

  withControl('ends at once when its headers are refused', async (tiktok) => {
    const { upload } = await begin(tiktok, { contentType: 'video/x-unknown' as 'video/mp4' });
    expect(await failureOf(upload())).toMatchObject({
      code: 'upload_rejected',
      disposition: 'OPERATOR',
      httpStatus: 400,
      mayHaveHadEffect: false,
    });
    expect(reached(tiktok, 'upload')).toBe(1);
  });

  withControl('says that the video may be there when the last answer stays lost', async (tiktok) => {
    const { init, upload } = await begin(tiktok);
    tiktok.simulator.faults.add({
      point: 'upload',
      effect: { kind: 'drop', when: 'after' },
      skip: 2,
      times: null,
    });
    expect(await failureOf(upload())).toMatchObject({ code: 'network_error', mayHaveHadEffect: true });
    expect(await arrived(tiktok, init.publishId)).toEqual(POSTED);
  });

  withControl('says that it is not there when an earlier chunk stays lost', async (tiktok) => {
    const { upload } = await begin(tiktok);
    tiktok.simulator.faults.add({ point: 'upload', effect: { kind: 'drop' }, skip: 1, times: null });
    expect(await failureOf(upload())).toMatchObject({ code: 'network_error', mayHaveHadEffect: false });
  });

  withControl('never tells the upload URL in its errors', async (tiktok) => {
    const { init, upload } = await begin(tiktok);
    const token = new URL(init.uploadUrl!).searchParams.get('upload_token')!;
    tiktok.simulator.faults.add({ point: 'upload', effect: { kind: 'drop' }, times: null });
    const error = await failureOf(upload());
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(token);
  });
});

describe('a plan of the client', () => {
  const SIZES = [
    1,
    5 * MB - 1,
    5 * MB,
    64_000_000,
    64_000_001,
    64 * MB,
    64 * MB + 1,
    94_000_000,
    158_008_374,
  ];
  for (const megabyteBytes of [1_000_000, 1_048_576] as const)
    for (const size of [...SIZES, 4 * GB - 1, 4 * GB])
      withControl(`for ${size} bytes is taken where MB is ${megabyteBytes}`, async (tiktok) => {
        tiktok.simulator.configure({ megabyteBytes });
        const { client } = clientOf(tiktok);
        const { accessToken } = tiktok.creator;
        const source = { source: 'FILE_UPLOAD', plan: planChunks(size) } as const;
        const init = client.initDirectVideo({ accessToken, post: VIDEO_POST, source });
        await expect(init).resolves.toMatchObject({ publishId: expect.any(String) });
      });
});
