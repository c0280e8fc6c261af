import { MAX_UPLOAD_BYTES } from './media-asset.ts';

/** Why a request to the upload endpoint is refused, before any byte is read. */
export type UploadRefusal = { status: number; code: string; message: string; nextStep: string };

export type UploadRequest = { fileName: string; sizeBytes: number };

/**
 * Reads the headers with which a tus client announces a file.
 *
 * @param length `Upload-Length`: bytes in decimal
 * @param metadata `Upload-Metadata`: keys with base64 values, see the tus protocol 1.0, "Creation"
 */
export function readUploadRequest(
  length: string | null,
  metadata: string | null,
): { ok: true; request: UploadRequest } | { ok: false; refusal: UploadRefusal } {
  if (length === null || !/^\d{1,16}$/.test(length)) {
    return refuse(400, 'length_required', 'Upload-Length must say how many bytes the file has.');
  }
  const sizeBytes = Number(length);
  if (sizeBytes === 0) {
    return refuse(400, 'file_empty', 'The file is empty.', 'Choose a file that holds a video.');
  }
  if (sizeBytes > MAX_UPLOAD_BYTES) {
    return refuse(
      413,
      'file_too_large',
      `The file has ${sizeBytes} bytes; TikTok takes at most 4 GB (${MAX_UPLOAD_BYTES} bytes).`,
      'Export the video with a lower bitrate.',
    );
  }
  const fileName = fileNameIn(metadata);
  if (fileName === null) {
    return refuse(400, 'file_name_required', 'Upload-Metadata must hold a filename.');
  }
  return { ok: true, request: { fileName, sizeBytes } };
}

function fileNameIn(metadata: string | null): string | null {
  for (const pair of (metadata ?? '').split(',')) {
    const [key, value = ''] = pair.trim().split(' ');
    if (key === 'filename') return Buffer.from(value, 'base64').toString('utf8') || null;
  }
  return null;
}

function refuse(status: number, code: string, message: string, nextStep?: string) {
  const say = nextStep ?? 'Use a tus 1.0 client, as the dashboard does.';
  return { ok: false as const, refusal: { status, code, message, nextStep: say } };
}
