import type { Upload } from 'tus-js-client';
import { fileProblem, isPassing, isUnderWay, type UploadItem, uploadProblem } from './upload.ts';
import { createUploadSpeed } from './upload-speed.ts';

const CHUNK_BYTES = 16 * 1024 * 1024;
/** Quick at first, then every 15 s for about half an hour. */
const RETRY_DELAYS_MS = [0, 1_000, 2_000, 5_000, ...Array<number>(120).fill(15_000)];

type Running = { item: UploadItem; upload: Upload | null };
type Tus = typeof import('tus-js-client');

const running = new Map<string, Running>();
const listeners = new Set<() => void>();
let snapshot: readonly UploadItem[] = [];
let nextKey = 1;

/** All uploads of this tab, oldest first; for `useSyncExternalStore` together with `onUploadsChange`. */
export const currentUploads = (): readonly UploadItem[] => snapshot;

export function onUploadsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Uploads a file to the API by tus, going on where an earlier upload of the same file stopped.
 *
 * @returns the key of the new upload
 */
export function startUpload(file: File): string {
  const key = `upload-${nextKey++}`;
  const problem = fileProblem(file);
  const item: UploadItem = {
    key,
    fileName: file.name,
    sizeBytes: file.size,
    sentBytes: 0,
    bytesPerSecond: 0,
    state: problem ? 'failed' : 'uploading',
    mediaAssetId: null,
    problem,
  };
  running.set(key, { item, upload: null });
  publish();
  if (problem) return key;
  // Loaded with the first upload, because most visits need none.
  void import('tus-js-client').then((tus) => {
    const found = running.get(key);
    if (found === undefined) return;
    found.upload = createUpload(tus, key, file);
    if (found.item.state !== 'paused') void begin(found.upload);
  });
  return key;
}

function createUpload({ DetailedError, Upload }: Tus, key: string, file: File): Upload {
  const speed = createUploadSpeed();
  const responseTo = (error: Error) => (error instanceof DetailedError ? error.originalResponse : null);
  return new Upload(file, {
    endpoint: '/uploads',
    chunkSize: CHUNK_BYTES,
    retryDelays: RETRY_DELAYS_MS,
    removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, filetype: file.type || 'application/octet-stream' },
    onAfterResponse: (_request, response) => {
      const mediaAssetId = response.getHeader('Media-Asset-Id');
      if (mediaAssetId) change(key, { mediaAssetId });
    },
    onProgress: (sentBytes) => {
      if (running.get(key)?.item.state === 'paused') return;
      const bytesPerSecond = speed.record(sentBytes, performance.now());
      change(key, { state: 'uploading', sentBytes, bytesPerSecond });
    },
    onShouldRetry: (error) => {
      const retry = isPassing(responseTo(error)?.getStatus() ?? 0);
      if (retry) {
        speed.reset();
        change(key, { state: 'waiting', bytesPerSecond: 0 });
      }
      return retry;
    },
    onSuccess: () => change(key, { state: 'done', sentBytes: file.size, bytesPerSecond: 0 }),
    onError: (error) => {
      const response = responseTo(error);
      const problem = uploadProblem(response?.getStatus() ?? 0, response?.getBody() ?? '');
      change(key, { state: 'failed', bytesPerSecond: 0, problem });
    },
  });
}

export function pauseUpload(key: string): void {
  change(key, { state: 'paused', bytesPerSecond: 0 });
  void running.get(key)?.upload?.abort();
}

/** Goes on after a pause or a failure; the API is asked first how much has arrived. */
export function resumeUpload(key: string): void {
  const found = running.get(key);
  if (!found?.upload) return;
  change(key, { state: 'uploading', problem: null });
  if (found.upload.url) found.upload.start();
  else void begin(found.upload);
}

/** Stops an upload for good and has the API forget what arrived; a finished one only leaves the list. */
export function dismissUpload(key: string): void {
  const found = running.get(key);
  if (found === undefined) return;
  running.delete(key);
  publish();
  // The API removes unfinished uploads by itself, should this request be lost.
  if (isUnderWay(found.item)) found.upload?.abort(true).catch(() => {});
}

async function begin(upload: Upload): Promise<void> {
  // Without access to the browser's storage there is nothing to resume.
  const [previous] = await upload.findPreviousUploads().catch(() => []);
  if (previous !== undefined) upload.resumeFromPreviousUpload(previous);
  upload.start();
}

function change(key: string, fields: Partial<UploadItem>): void {
  const found = running.get(key);
  if (found === undefined) return;
  found.item = { ...found.item, ...fields };
  publish();
}

function publish(): void {
  snapshot = [...running.values()].map(({ item }) => item);
  window.onbeforeunload = snapshot.some(isUnderWay) ? (event) => event.preventDefault() : null;
  for (const listener of listeners) listener();
}
