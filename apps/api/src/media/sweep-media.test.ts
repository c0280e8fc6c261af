import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts';
import { createUpload } from './create-upload.ts';
import { deleteMediaAsset } from './delete-media-asset.ts';
import { probeMediaJob, removeMediaBytesJob } from './media.jobs.ts';
import { mediaHandlers } from './media.worker.ts';
import { problemsOf } from './media-asset.ts';
import { purgeAbandonedUploads } from './purge-abandoned-uploads.ts';
import { requeueStuckProbes } from './requeue-stuck-probes.ts';
import { sweepMedia } from './sweep-media.ts';

const deps = await createTestDeps({ jobs: [probeMediaJob, removeMediaBytesJob] });
const ctx = await createTestTeam(deps);
const account = await createTestAccount(deps.db, ctx.teamId);
const HOUR_MS = 3_600_000;

/** An upload of which these bytes arrived. */
async function uploaded(received: string, sizeBytes = received.length): Promise<string> {
  const { id, storageKey } = await createUpload(ctx, { fileName: 'clip.mp4', sizeBytes });
  const path = deps.storage.localPath(storageKey);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, received);
  return id;
}

function find(id: string) {
  return deps.db.mediaAsset.findUnique({ where: { id } });
}

function draftWith(mediaAssetId: string) {
  return deps.db.post.create({ data: { teamId: ctx.teamId, accountId: account.id, mediaAssetId } });
}

async function jobsOf(name: string, key: string): Promise<number> {
  const [row] = await deps.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int FROM pgboss.job WHERE name = ${name} AND data::text LIKE ${`%${key}%`}`;
  return row!.count;
}

async function runRemovals(key: string): Promise<void> {
  const handler = mediaHandlers.find(({ job }) => job === removeMediaBytesJob)!;
  await handler.handle(deps, { storageKey: key });
}

test('a probe whose job is gone is queued again after a minute, once', async () => {
  const id = await uploaded('x');
  await deps.db.mediaAsset.update({
    where: { id },
    data: { status: 'PROBING', updatedAt: deps.clock.now() },
  });
  deps.clock.advance(59_999);
  expect(await requeueStuckProbes(deps)).toBe(0);
  deps.clock.advance(1);
  expect(await requeueStuckProbes(deps)).toBe(1);
  await requeueStuckProbes(deps);
  expect(await jobsOf('probe-media', id)).toBe(1);
});

test('a complete upload whose process died before it handed the file over is handed over', async () => {
  const id = await uploaded('all of it');
  deps.clock.advance(60_000);
  await sweepMedia(deps);

  expect(await find(id)).toMatchObject({ status: 'PROBING' });
  expect(await jobsOf('probe-media', id)).toBe(1);
});

test('an upload that rested for 24 hours goes with its bytes; a younger one stays', async () => {
  const old = await uploaded('some', 10);
  deps.clock.advance(12 * HOUR_MS);
  const young = await uploaded('some', 10);
  deps.clock.advance(12 * HOUR_MS);
  expect(await purgeAbandonedUploads(deps)).toBe(1);
  expect(await purgeAbandonedUploads(deps)).toBe(0);

  expect(await find(old)).toBeNull();
  expect(await find(young)).not.toBeNull();
  expect(await jobsOf('remove-media-bytes', old)).toBe(1);
  await runRemovals(`uploads/${old}`);
  await runRemovals(`uploads/${old}`);
  expect(await deps.storage.size(`uploads/${old}`)).toBeNull();
  const events = await deps.db.event.findMany({ where: { mediaAssetId: old }, orderBy: { sequence: 'asc' } });
  expect(events.map(({ type, actorKind }) => [type, actorKind])).toEqual([
    ['media.created', 'apiKey'],
    ['media.deleted', 'system'],
  ]);
});

test('an abandoned upload that a draft refers to stays and says what is wrong', async () => {
  const id = await uploaded('some', 10);
  await draftWith(id);
  deps.clock.advance(25 * HOUR_MS);
  await purgeAbandonedUploads(deps);

  const asset = await find(id);
  expect(asset).toMatchObject({ status: 'REJECTED' });
  expect(problemsOf(asset!)).toMatchObject([{ code: 'upload_abandoned' }]);
});

test('an asset is deleted with an event, and its bytes follow', async () => {
  const id = await uploaded('x');
  expect(await deleteMediaAsset(ctx, { mediaAssetId: id })).toBe(id);

  expect(await find(id)).toBeNull();
  expect(await jobsOf('remove-media-bytes', id)).toBe(1);
  const events = await deps.db.event.findMany({ where: { mediaAssetId: id, type: 'media.deleted' } });
  expect(events).toHaveLength(1);
});

test('an asset that a post refers to is not deleted', async () => {
  const id = await uploaded('x');
  await draftWith(id);
  await expect(deleteMediaAsset(ctx, { mediaAssetId: id })).rejects.toMatchObject({
    code: 'media_in_use',
    path: ['mediaAssetId'],
  });
  await expect(deleteMediaAsset(ctx, { mediaAssetId: id })).rejects.toBeInstanceOf(ConflictError);

  expect(await find(id)).not.toBeNull();
  expect(await jobsOf('remove-media-bytes', id)).toBe(0);
});

test('deleting races with a draft that chooses the file: one of them wins', async () => {
  for (let round = 0; round < 5; round++) {
    const id = await uploaded('x');
    const [deleted, drafted] = await Promise.allSettled([
      deleteMediaAsset(ctx, { mediaAssetId: id }),
      draftWith(id),
    ]);
    expect([deleted.status, drafted.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect((await find(id)) === null).toBe(deleted.status === 'fulfilled');
  }
});

test('deleting rejects a viewer and does not see another team’s files', async () => {
  const id = await uploaded('x');
  const other = await createTestTeam(deps, 'OWNER');
  await expect(deleteMediaAsset({ ...ctx, role: 'VIEWER' }, { mediaAssetId: id })).rejects.toBeInstanceOf(
    ForbiddenError,
  );
  await expect(deleteMediaAsset(other, { mediaAssetId: id })).rejects.toBeInstanceOf(NotFoundError);
  await expect(deleteMediaAsset(ctx, { mediaAssetId: randomUUID() })).rejects.toBeInstanceOf(NotFoundError);
});

test('an upload rejects a viewer', async () => {
  await expect(
    createUpload({ ...ctx, role: 'VIEWER' }, { fileName: 'a.mp4', sizeBytes: 1 }),
  ).rejects.toBeInstanceOf(ForbiddenError);
});
