import { networkFailure } from '../network.ts';
import type { ByteSource } from './byte-source.ts';
import type { ByteRange } from './chunks.ts';
import { RangeBody } from './range-body.ts';
import type { UploadConnection } from './upload-connection.ts';

export type RangeRequest = {
  connection: UploadConnection;
  source: ByteSource;
  range: ByteRange;
  contentType: string;
  signal: AbortSignal | undefined;
};

export type RangeAnswer = {
  httpStatus: number;
  contentRange: string | null;
  logId: string | null;
};

/**
 * One PUT of one range, streamed: no more than a few pieces of it are in memory.
 *
 * No bearer, because the URL is the permission, and a stated length, because TikTok takes no chunked encoding.
 *
 * @throws TikTokError `network_error` or `timeout`
 * @throws UploadSourceError, or whatever the source throws
 * @throws the signal's reason when the caller aborts
 */
export async function sendRange(request: RangeRequest): Promise<RangeAnswer> {
  const { connection, source, range, contentType, signal } = request;
  const body = new RangeBody(source, range);
  try {
    const { httpStatus, headers } = await connection.put(
      {
        'content-type': contentType,
        'content-length': String(body.sizeBytes),
        'content-range': `bytes ${range.firstByte}-${range.lastByte}/${source.sizeBytes}`,
      },
      body,
      signal,
    );
    return {
      httpStatus,
      contentRange: headers['content-range'] ?? null,
      logId: headerText(headers['x-tt-logid']),
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (body.failure) throw body.failure.error;
    throw networkFailure('upload', error, false);
  } finally {
    await body.close();
  }
}

function headerText(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
