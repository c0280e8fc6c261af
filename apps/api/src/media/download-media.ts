import { randomUUID } from 'node:crypto';
import type { MediaAsset } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { OutsideRequestError, streamOutside } from '../fetch-outside.ts';
import { completeUpload } from './complete-upload.ts';
import { asDownloadError, assertDownloadable, type DownloadError } from './download-failure.ts';
import { downloadMediaJob, removeMediaBytesJob } from './media.jobs.ts';
import { MAX_UPLOAD_BYTES, uploadKey } from './media-asset.ts';
import { reserveRoom } from './reserve-room.ts';
import { NO_DOWNLOAD, openSourceUrl } from './source-url.ts';

const TRIES = 5;
const FIRST_PAUSE_MS = 10_000;
const BEAT_MS = 10_000;
/** Beyond the longest silence of the other side, after which a worker counts as dead. */
const GRACE_MS = 30_000;

/** Somebody deleted the media asset, or another worker has the download. */
class DownloadTakenError extends Error {
  override name = 'DownloadTakenError';
}

/**
 * Fetches the bytes of a media asset from its address and hands them over to probing. Each try writes to a place of its
 * own, so that of two workers only the one that the row names counts. What may pass is tried five times; then, or when
 * it cannot pass, the asset is REJECTED with the reason. Does nothing when nobody is to fetch it now.
 */
export async function downloadMedia(deps: Deps, mediaAssetId: string): Promise<void> {
  const asset = await claim(deps, mediaAssetId);
  if (!asset) return;
  try {
    // Workers died over it; a failure ends at the last try.
    if (asset.downloadTries > TRIES) throw new OutsideRequestError('timed_out');
    await receive(deps, asset);
  } catch (error) {
    if (error instanceof DownloadTakenError) return;
    const failure = asDownloadError(error);
    if (!failure) throw error;
    if (failure.mayPass && asset.downloadTries < TRIES) await tryLater(deps, asset);
    else await reject(deps, asset, failure);
  }
}

async function claim(deps: Deps, id: string): Promise<MediaAsset | null> {
  const at = deps.clock.now();
  return withTransaction(deps.db, async (tx) => {
    const due = {
      id,
      status: 'UPLOADING',
      sealedSourceUrl: { not: null },
      downloadDueAt: { lte: at },
    } as const;
    const before = await tx.mediaAsset.findFirst({ where: due });
    if (!before) return null;
    const storageKey = `${uploadKey(id)}-${randomUUID()}`;
    const { count } = await tx.mediaAsset.updateMany({
      where: { ...due, storageKey: before.storageKey },
      data: {
        storageKey,
        sizeBytes: 0,
        downloadTries: { increment: 1 },
        downloadDueAt: leaseEnd(deps, at),
        updatedAt: at,
      },
    });
    if (count === 0) return null;
    if (before.downloadTries > 0)
      await deps.jobs.enqueue(removeMediaBytesJob, { storageKey: before.storageKey }, { tx });
    return tx.mediaAsset.findUniqueOrThrow({ where: { id } });
  });
}

async function receive(deps: Deps, asset: MediaAsset): Promise<void> {
  const { config, keyring, storage } = deps;
  const url = openSourceUrl(keyring, asset.id, asset.sealedSourceUrl!);
  const answer = await streamOutside(url, {
    trustedOrigins: config.allowPrivateDownloads ? [new URL(url).origin] : [],
    maxBytes: MAX_UPLOAD_BYTES,
    timeoutMs: config.limits.downloadMs,
    idleMs: config.limits.downloadIdleMs,
  });
  try {
    assertDownloadable(answer.status, answer.length);
    await announce(deps, asset, answer.length);
    await storage.write(asset.storageKey, whileOwned(deps, asset, answer.body));
  } finally {
    answer.close();
  }
  if (await completeUpload(deps, asset.id)) return;
  const { id, storageKey } = asset;
  const isNamed = await deps.db.mediaAsset.findFirst({ where: { id, storageKey }, select: { id: true } });
  if (!isNamed) await storage.delete(storageKey);
}

/** Takes the room that the file needs, now that it is known. */
async function announce(deps: Deps, asset: MediaAsset, sizeBytes: number): Promise<void> {
  await withTransaction(deps.db, async (tx) => {
    await reserveRoom({ deps, teamId: asset.teamId }, tx, { uploads: 0, sizeBytes });
    const { count } = await tx.mediaAsset.updateMany({ where: owned(asset), data: { sizeBytes } });
    if (count === 0) throw new DownloadTakenError();
  });
}

async function* whileOwned(
  deps: Deps,
  asset: MediaAsset,
  body: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let beatAtMs = performance.now();
  for await (const chunk of body) {
    yield chunk;
    if (performance.now() - beatAtMs < BEAT_MS) continue;
    beatAtMs = performance.now();
    const at = deps.clock.now();
    const { count } = await deps.db.mediaAsset.updateMany({
      where: owned(asset),
      data: { downloadDueAt: leaseEnd(deps, at), updatedAt: at },
    });
    if (count === 0) throw new DownloadTakenError();
  }
}

async function tryLater(deps: Deps, asset: MediaAsset): Promise<void> {
  const at = deps.clock.now();
  const dueAt = new Date(at.getTime() + FIRST_PAUSE_MS * 3 ** (asset.downloadTries - 1));
  await withTransaction(deps.db, async (tx) => {
    const { count } = await tx.mediaAsset.updateMany({
      where: owned(asset),
      data: { sizeBytes: 0, downloadDueAt: dueAt, updatedAt: at },
    });
    if (count === 0) return;
    await deps.jobs.enqueue(downloadMediaJob, { mediaAssetId: asset.id }, { tx, startAfter: dueAt });
  });
}

async function reject(deps: Deps, asset: MediaAsset, { problem }: DownloadError): Promise<void> {
  const at = deps.clock.now();
  const { id: mediaAssetId, teamId } = asset;
  await withTransaction(deps.db, async (tx) => {
    const { count } = await tx.mediaAsset.updateMany({
      where: owned(asset),
      data: { status: 'REJECTED', problems: [problem], ...NO_DOWNLOAD, updatedAt: at },
    });
    if (count === 0) return;
    const data = { problems: [problem.code] };
    const actor = { kind: 'worker' } as const;
    await appendEvent(tx, { teamId, mediaAssetId, actor, at, type: 'media.rejected', data });
  });
}

/** The row as long as this try is the one that it names. */
function owned({ id, storageKey }: MediaAsset) {
  return { id, storageKey, status: 'UPLOADING' } as const;
}

function leaseEnd({ config }: Deps, at: Date): Date {
  return new Date(at.getTime() + config.limits.downloadIdleMs + GRACE_MS);
}
