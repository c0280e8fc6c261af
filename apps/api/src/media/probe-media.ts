import { createHash } from 'node:crypto';
import type { MediaAsset, Prisma } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { findVideoProblems } from './find-video-problems.ts';
import type { VideoReading } from './measure-video.ts';
import { type StoredProblem, UNPROBED_CONTENT_TYPE } from './media-asset.ts';
import { readVideo } from './read-video.ts';

const WORKER = { kind: 'worker' } as const;
/** Rows touched this often are left alone by the sweeper. */
const HEARTBEAT_MS = 15_000;

/**
 * Hashes a complete upload, measures it, and checks it by TikTok's rules: it becomes READY or REJECTED. Runs again after
 * a crash from where it stopped; on an asset that is not PROBING it does nothing.
 */
export async function probeMedia(deps: Deps, mediaAssetId: string): Promise<void> {
  const asset = await deps.db.mediaAsset.findUnique({ where: { id: mediaAssetId } });
  if (asset?.status !== 'PROBING') return;
  const storedBytes = await deps.storage.size(asset.storageKey);
  if (storedBytes === null) {
    await settle(deps, asset, { kind: 'unreadable' }, [fileMissing(asset)]);
    return;
  }
  if (asset.sha256 === null) await recordHash(deps, asset, await hash(deps, asset));
  const reading = await readVideo(deps.storage.localPath(asset.storageKey));
  await settle(deps, asset, reading, findVideoProblems(reading, storedBytes));
}

async function hash(deps: Deps, asset: MediaAsset): Promise<string> {
  const sha256 = createHash('sha256');
  let lastBeatAt = Date.now();
  for await (const chunk of deps.storage.open(asset.storageKey)) {
    sha256.update(chunk as Buffer);
    if (Date.now() - lastBeatAt < HEARTBEAT_MS) continue;
    lastBeatAt = Date.now();
    await deps.db.mediaAsset.updateMany({
      where: { id: asset.id, status: 'PROBING' },
      data: { updatedAt: deps.clock.now() },
    });
  }
  return sha256.digest('hex');
}

async function recordHash(deps: Deps, asset: MediaAsset, sha256: string): Promise<void> {
  const at = deps.clock.now();
  await withTransaction(deps.db, async (tx) => {
    const { count } = await tx.mediaAsset.updateMany({
      where: { id: asset.id, status: 'PROBING', sha256: null },
      data: { sha256, updatedAt: at },
    });
    if (count === 0) return;
    await appendEvent(tx, {
      teamId: asset.teamId,
      mediaAssetId: asset.id,
      actor: WORKER,
      at,
      type: 'media.received',
      data: { sha256, sizeBytes: Number(asset.sizeBytes) },
    });
  });
}

async function settle(
  deps: Deps,
  asset: MediaAsset,
  reading: VideoReading,
  problems: StoredProblem[],
): Promise<void> {
  const at = deps.clock.now();
  const ready = problems.length === 0;
  await withTransaction(deps.db, async (tx) => {
    const { count } = await tx.mediaAsset.updateMany({
      where: { id: asset.id, status: 'PROBING' },
      data: {
        ...columnsOf(reading),
        status: ready ? 'READY' : 'REJECTED',
        problems,
        probedAt: at,
        updatedAt: at,
      },
    });
    if (count === 0) return;
    const log = { teamId: asset.teamId, mediaAssetId: asset.id, actor: WORKER, at };
    if (!ready) {
      await appendEvent(tx, {
        ...log,
        type: 'media.rejected',
        data: { problems: problems.map(({ code }) => code) },
      });
      return;
    }
    const { durationSeconds = null, width = null, height = null } = columnsOf(reading);
    await appendEvent(tx, { ...log, type: 'media.ready', data: { durationSeconds, width, height } });
  });
}

type Columns = Pick<
  Prisma.MediaAssetUncheckedUpdateManyInput,
  'container' | 'contentType' | 'videoCodec' | 'audioCodec' | 'framesPerSecond'
> & { width?: number; height?: number; durationSeconds?: number };

function columnsOf(reading: VideoReading): Columns {
  switch (reading.kind) {
    case 'video':
    case 'truncated':
      return reading.measured;
    case 'no_video_track':
      return { container: reading.container, contentType: UNPROBED_CONTENT_TYPE };
    case 'unreadable':
      return { contentType: UNPROBED_CONTENT_TYPE };
  }
}

function fileMissing(asset: MediaAsset): StoredProblem {
  return {
    code: 'file_missing',
    field: 'sizeBytes',
    measured: 'no file',
    allowed: `${asset.sizeBytes} bytes`,
    sentence: 'The uploaded bytes are no longer in the media store. Upload the file again.',
  };
}
