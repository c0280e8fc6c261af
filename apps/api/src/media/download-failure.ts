import { ConflictError } from '../errors.ts';
import { OutsideRequestError } from '../fetch-outside.ts';
import { MAX_UPLOAD_BYTES, type MediaProblemCode, type StoredProblem } from './media-asset.ts';

/** Why a try to download a file ended without it. */
export class DownloadError extends Error {
  override name = 'DownloadError';
  readonly problem: StoredProblem;
  /** Whether another try can have more luck. */
  readonly mayPass: boolean;

  constructor(
    code: MediaProblemCode,
    about: Pick<StoredProblem, 'measured' | 'allowed' | 'sentence'>,
    mayPass = false,
  ) {
    super(`a download failed: ${code}`);
    this.problem = { code, field: 'sourceHost', ...about };
    this.mayPass = mayPass;
  }
}

/** Servers answer so when they are busy. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/** @param length bytes as announced; null when they were not */
export function assertDownloadable(status: number, length: number | null): asserts length is number {
  if (status !== 200) {
    const measured = `HTTP ${status}`;
    const sentence = `The server of the address answered with ${measured}. Check that the address works in a browser without a sign-in.`;
    throw new DownloadError(
      'download_refused',
      { measured, allowed: 'HTTP 200', sentence },
      status >= 500 || PASSING_STATUSES.has(status),
    );
  }
  if (length === null) {
    throw new DownloadError('download_length_unknown', {
      measured: 'no Content-Length',
      allowed: 'a Content-Length',
      sentence: 'The server of the address does not say how large the file is. Upload the file instead.',
    });
  }
  if (length === 0) {
    throw new DownloadError('file_empty', {
      measured: '0 bytes',
      allowed: 'at least 1 byte',
      sentence: 'There is nothing in the file at this address. Choose a file that holds a video.',
    });
  }
  if (length > MAX_UPLOAD_BYTES) throw tooLarge(`${length} bytes`);
}

/** @returns null for what is no failure of the download, but of ours */
export function asDownloadError(error: unknown): DownloadError | null {
  if (error instanceof DownloadError) return error;
  if (error instanceof OutsideRequestError) return ofRequest(error);
  if (error instanceof ConflictError || (error as NodeJS.ErrnoException).code === 'ENOSPC') {
    const sentence =
      'There was no room for the file. Delete files that are no longer needed, then try again.';
    const about = { measured: 'no room', allowed: 'room for the whole file', sentence };
    return new DownloadError('download_no_room', about, true);
  }
  return null;
}

function ofRequest({ code }: OutsideRequestError): DownloadError {
  switch (code) {
    case 'address_not_allowed':
      return new DownloadError('download_address_not_allowed', {
        measured: 'an address that is not public',
        allowed: 'https and a public address',
        sentence: 'The address, or one that it redirects to, is not public. Give one that is.',
      });
    case 'too_many_redirects':
      return new DownloadError('download_refused', {
        measured: 'more than 3 redirects',
        allowed: 'at most 3 redirects',
        sentence: 'The address redirects too often. Give the one where the file is.',
      });
    case 'too_large':
      return tooLarge('more bytes than announced');
    case 'timed_out':
      return new DownloadError(
        'download_timed_out',
        {
          measured: 'no answer in time',
          allowed: 'an answer in time',
          sentence: 'The download took too long, or nothing came for too long. Upload the file instead.',
        },
        true,
      );
    case 'unreachable':
      return new DownloadError(
        'download_unreachable',
        {
          measured: 'no whole answer',
          allowed: 'the whole file',
          sentence: 'The server of the address could not be reached, or hung up. Check the address.',
        },
        true,
      );
  }
}

function tooLarge(measured: string): DownloadError {
  return new DownloadError('file_too_large', {
    measured,
    allowed: `${MAX_UPLOAD_BYTES} bytes`,
    sentence: 'The file is larger than TikTok takes. Export the video with a lower bitrate.',
  });
}
