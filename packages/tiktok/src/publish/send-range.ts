import type { Readable } from 'node:stream';
import type { Client } from 'undici';
import { UploadSourceError } from '../errors.ts';
import { networkFailure } from '../network.ts';
import type { ByteSource } from './byte-source.ts';
import type { ByteRange } from './chunks.ts';

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
  const finished = new AbortController();
  const reading = new Reading();
  const stop = signal ? AbortSignal.any([signal, finished.signal]) : finished.signal;
  const body = reading.pieces(source, range, stop);
  try {
    const response = await connection.request({
      method: 'PUT',
      path,
      headers: {
        'content-type': contentType,
        'content-length': String(range.lastByte - range.firstByte + 1),
        'content-range': `bytes ${range.firstByte}-${range.lastByte}/${source.sizeBytes}`,
      },
      // undici takes any async iterable; its types know only streams.
      body: body as unknown as Readable,
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
    if (reading.failure) throw reading.failure.error;
    throw networkFailure('upload', error, false);
  } finally {
    finished.abort();
    // An answer that came early leaves the source waiting to be read on.
    body.return().catch(() => {});
  }
}

/** The bytes of a range on their way out; remembers whether it was the source that failed, not the network. */
class Reading {
  failure: { error: unknown } | null = null;

  async *pieces(
    source: ByteSource,
    range: ByteRange,
    stop: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, void> {
    const expectedBytes = range.lastByte - range.firstByte + 1;
    let receivedBytes = 0;
    try {
      for await (const piece of source.open(range.firstByte, range.lastByte, stop)) {
        receivedBytes += piece.length;
        if (receivedBytes > expectedBytes) break;
        yield piece;
      }
      if (receivedBytes !== expectedBytes) throw new UploadSourceError(expectedBytes, receivedBytes);
    } catch (error) {
      if (!stop.aborted) this.failure = { error };
      throw error;
    }
  }
}

function headerText(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
