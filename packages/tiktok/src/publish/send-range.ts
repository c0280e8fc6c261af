import type { Readable } from 'node:stream';
import type { Client } from 'undici';
import { networkFailure } from '../network.ts';
import type { ByteSource } from './byte-source.ts';
import type { ByteRange } from './chunks.ts';
import { RangeBody } from './range-body.ts';

export interface RangeRequest {
  connection: Client;
  /** Path and query of the upload URL. */
  path: string;
  source: ByteSource;
  range: ByteRange;
  contentType: string;
  signal: AbortSignal | undefined;
}

export interface RangeAnswer {
  httpStatus: number;
  contentRange: string | null;
  logId: string | null;
}

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
  const { connection, path, source, range, contentType, signal } = request;
  const body = new RangeBody(source, range);
  try {
    const response = await connection.request({
      method: 'PUT',
      path,
      headers: {
        'content-type': contentType,
        'content-length': String(body.sizeBytes),
        'content-range': `bytes ${range.firstByte}-${range.lastByte}/${source.sizeBytes}`,
      },
      // undici takes any async iterable; its types know only streams.
      body: body.pieces() as unknown as Readable,
      signal,
    });
    await response.body.dump();
    return {
      httpStatus: response.statusCode,
      contentRange: headerText(response.headers['content-range']),
      logId: headerText(response.headers['x-tt-logid']),
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
