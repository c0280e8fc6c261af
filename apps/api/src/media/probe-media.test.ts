import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { createUpload } from './create-upload.ts';
import { probeMediaJob, removeMediaBytesJob } from './media.jobs.ts';
import { problemsOf } from './media-asset.ts';
import { probeMedia } from './probe-media.ts';

const deps = await createTestDeps({ jobs: [probeMediaJob, removeMediaBytesJob] });
const ctx = await createTestTeam(deps);

const FIXTURES = new URL('../../test/media/', import.meta.url);

/** A complete upload of these bytes, about to be probed. */
async function received(bytes: Uint8Array | string): Promise<string> {
  const { id, storageKey } = await createUpload(ctx, { fileName: 'clip.mp4', sizeBytes: bytes.length });
  const path = deps.storage.localPath(storageKey);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  await deps.db.mediaAsset.update({ where: { id }, data: { status: 'PROBING' } });
  return id;
}

async function probed(bytes: Uint8Array | string) {
  const id = await received(bytes);
  await probeMedia(deps, id);
  return deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
}

function fixture(name: string): Promise<Buffer> {
  return readFile(new URL(name, FIXTURES));
}

async function eventsOf(mediaAssetId: string) {
  const events = await deps.db.event.findMany({ where: { mediaAssetId }, orderBy: { sequence: 'asc' } });
  return events.map(({ type, data }) => ({ type, data }));
}

test('a good video is measured, hashed and ready', async () => {
  const bytes = await fixture('portrait-h264.mp4');
  const asset = await probed(bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  expect(asset).toMatchObject({
    status: 'READY',
    sha256,
    container: 'mp4',
    contentType: 'video/mp4',
    videoCodec: 'h264',
    audioCodec: 'aac',
    width: 1080,
    height: 1920,
    framesPerSecond: 30,
    problems: [],
    probedAt: deps.clock.now(),
  });
  expect(asset.durationSeconds).toBeCloseTo(4, 1);
  expect(await eventsOf(asset.id)).toEqual([
    { type: 'media.created', data: { fileName: 'clip.mp4', sizeBytes: bytes.length } },
    { type: 'media.received', data: { sha256, sizeBytes: bytes.length } },
    { type: 'media.ready', data: { durationSeconds: asset.durationSeconds, width: 1080, height: 1920 } },
  ]);
});

test.each([
  ['quicktime-h264.mov', 'mov', 'video/quicktime', 'h264', 'aac'],
  ['portrait-vp9.webm', 'webm', 'video/webm', 'vp9', 'opus'],
  ['portrait-h265.mp4', 'mp4', 'video/mp4', 'h265', null],
])(
  '%s is ready, with the type found in the file',
  async (name, container, contentType, videoCodec, audioCodec) => {
    expect(await probed(await fixture(name))).toMatchObject({
      status: 'READY',
      container,
      contentType,
      videoCodec,
      audioCodec,
      width: 720,
      height: 1280,
      framesPerSecond: 30,
    });
  },
);

test('a turned video has the size that people see', async () => {
  expect(await probed(await fixture('rotated-h264.mp4'))).toMatchObject({ width: 720, height: 1280 });
});

test.each([
  ['slow-15fps.mp4', [{ code: 'frame_rate_out_of_range', field: 'framesPerSecond', measured: '15' }]],
  ['matroska-h264.mkv', [{ code: 'container_not_supported', measured: 'mkv' }]],
  ['audio-only.mp4', [{ code: 'video_track_missing', measured: 'mp4 without a picture' }]],
  [
    'small-mpeg4.mp4',
    [
      { code: 'codec_not_supported', measured: 'mp4v' },
      { code: 'side_out_of_range', field: 'width', measured: '320' },
      { code: 'side_out_of_range', field: 'height', measured: '240' },
    ],
  ],
])('%s is rejected with every reason', async (name, problems) => {
  const asset = await probed(await fixture(name));
  expect(asset.status).toBe('REJECTED');
  expect(problemsOf(asset)).toMatchObject(problems);
  expect(problemsOf(asset)).toHaveLength(problems.length);
  for (const { sentence, allowed } of problemsOf(asset)) {
    expect(sentence).toMatch(/\.$/);
    expect(allowed).not.toBe('');
  }
  expect((await eventsOf(asset.id)).at(-1)).toEqual({
    type: 'media.rejected',
    data: { problems: problems.map(({ code }) => code) },
  });
});

test.each([
  ['a text file', 'Dear diary, this is not a video.\n'.repeat(50)],
  ['one byte', 'x'],
  ['a playlist that names another file', '#EXTM3U\n#EXTINF:4,\nfile:///etc/passwd\n'],
  ['a header without anything behind it', Buffer.from('0000001c667479706d703432', 'hex')],
  ['a box that claims to be larger than the file', Buffer.from('7fffffff6d6f6f760000000000000000', 'hex')],
  ['random bytes', Buffer.from(createHash('sha512').update('noise').digest())],
])('%s renamed to .mp4 is rejected and nothing crashes', async (_title, bytes) => {
  const asset = await probed(bytes);
  expect(asset).toMatchObject({ status: 'REJECTED', contentType: 'application/octet-stream', width: null });
  expect(problemsOf(asset)).toMatchObject([
    { code: 'file_format_check_failed', sentence: expect.stringContaining('not a video') },
  ]);
});

test('a video whose end is missing is rejected', async () => {
  const whole = await fixture('portrait-h264.mp4');
  const asset = await probed(whole.subarray(0, Math.floor(whole.length / 2)));
  expect(asset.status).toBe('REJECTED');
  expect(problemsOf(asset)).toMatchObject([{ code: 'file_truncated' }]);
});

test('a second run changes nothing', async () => {
  const asset = await probed(await fixture('portrait-h264.mp4'));
  deps.clock.advance(1000);
  await probeMedia(deps, asset.id);

  expect(await deps.db.mediaAsset.findUniqueOrThrow({ where: { id: asset.id } })).toEqual(asset);
  expect(await eventsOf(asset.id)).toHaveLength(3);
});

test('two probes at once tell the story once', async () => {
  const id = await received(await fixture('portrait-h264.mp4'));
  await Promise.all([probeMedia(deps, id), probeMedia(deps, id)]);

  expect((await eventsOf(id)).map(({ type }) => type)).toEqual([
    'media.created',
    'media.received',
    'media.ready',
  ]);
});

test('a probe that died after hashing goes on from there', async () => {
  const id = await received(await fixture('portrait-h264.mp4'));
  await deps.db.mediaAsset.update({ where: { id }, data: { sha256: 'known' } });
  await probeMedia(deps, id);

  expect(await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: 'READY',
    sha256: 'known',
  });
});

test('bytes that vanished from the store are a problem of the asset, not of the worker', async () => {
  const id = await received('x');
  await deps.storage.delete(`uploads/${id}`);
  await probeMedia(deps, id);

  const asset = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
  expect(asset.status).toBe('REJECTED');
  expect(problemsOf(asset)).toMatchObject([{ code: 'file_missing' }]);
});

test('a file above 4 GiB is rejected for its size', async () => {
  const id = await received('x');
  const path = deps.storage.localPath(`uploads/${id}`);
  await copyFile(new URL('portrait-h264.mp4', FIXTURES), path);
  await truncate(path, 4_300_000_000);
  await deps.db.mediaAsset.update({ where: { id }, data: { sha256: 'skipped' } });
  await probeMedia(deps, id);

  const asset = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
  expect(problemsOf(asset)).toMatchObject([{ code: 'file_too_large', measured: '4300000000' }]);
});
