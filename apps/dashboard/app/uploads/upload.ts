/** An upload of this browser tab. */
export type UploadItem = {
  key: string;
  fileName: string;
  sizeBytes: number;
  sentBytes: number;
  bytesPerSecond: number;
  state: UploadState;
  /** The media asset's id, as soon as the API has given it. */
  mediaAssetId: string | null;
  /** Why it failed, for people. */
  problem: string | null;
};

/**
 * - `uploading`: bytes are on their way
 * - `waiting`: the connection was lost; it goes on by itself
 * - `paused`: by the person; goes on when asked to
 * - `done`: every byte arrived; the verdict comes from the API
 * - `failed`: the API refused it, trying again is up to the person
 */
type UploadState = 'uploading' | 'waiting' | 'paused' | 'done' | 'failed';

/** Whether closing the page would interrupt it. */
export function isUnderWay(upload: UploadItem): boolean {
  return upload.state === 'uploading' || upload.state === 'waiting' || upload.state === 'paused';
}

/** TikTok's ceiling for a video. Content Posting API, Media Transfer Guide (checked 2026-11). */
const MAX_BYTES = 4_000_000_000;

/** Why a file need not be sent at all, or null. */
export function fileProblem({ size }: { size: number }): string | null {
  if (size === 0) return 'The file is empty. Choose a file that holds a video.';
  if (size > MAX_BYTES) return 'The file is larger than TikTok takes (4 GB).';
  return null;
}

/** Why the API refused an upload. `status` is 0 when no answer came. */
export function uploadProblem(status: number, body: string): string {
  if (status === 0) return 'The connection was lost for too long. Try again; what has arrived is kept.';
  if (status === 401 || status === 403)
    return 'You are signed out, or your role may not upload. Sign in and try again.';
  if (status === 413) return 'The file is larger than TikTok takes (4 GB).';
  if (status === 404 || status === 410)
    return 'This unfinished upload is gone. Try again to start from the beginning.';
  return explanation(body) ?? `The upload was refused (${status}).`;
}

/** The API explains a refusal as JSON with a message and a next step. */
function explanation(body: string): string | null {
  try {
    const { message, nextStep } = JSON.parse(body) as { message?: unknown; nextStep?: unknown };
    const sentences = [message, nextStep].filter((text) => typeof text === 'string' && text !== '');
    return sentences.length > 0 ? sentences.join(' ') : null;
  } catch {
    return null;
  }
}

/** Whether trying the same request again can help: lost connections, locks and server trouble, but no refusals. */
export function isPassing(status: number): boolean {
  return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
}
