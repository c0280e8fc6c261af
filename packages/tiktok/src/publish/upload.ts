import { report } from '../call-record.ts';
import type { ClientConfig } from '../config.ts';
import type { TikTokErrorCode } from '../error-codes.ts';
import { TikTokError, UploadSourceError } from '../errors.ts';
import { pause } from '../request.ts';
import { backoffMs, DEFAULT_RETRY } from '../retry.ts';
import type { ByteSource } from './byte-source.ts';
import type { ByteRange, ChunkPlan } from './chunks.ts';
import type { RangeAnswer } from './send-range.ts';
import { sendRange } from './send-range.ts';
import { UploadConnection } from './upload-connection.ts';
import { requireUploadHost } from './upload-host.ts';
import type { Placement } from './upload-progress.ts';
import { chunkIndexAt, readAnswer } from './upload-progress.ts';

/** The part of a client's configuration that uploads obey. */
export type UploadSettings = Pick<ClientConfig, 'allowedUploadHosts' | 'retry' | 'timeoutMs' | 'onCall'>;

const DEFAULT_SETTINGS: UploadSettings = {
  allowedUploadHosts: [],
  retry: DEFAULT_RETRY,
  timeoutMs: 15_000,
  onCall: () => {},
};

/** The formats TikTok takes ("Media Transfer Guide", checked 2026-11). */
export type VideoContentType = 'video/mp4' | 'video/quicktime' | 'video/webm';

export type UploadVideoInput = {
  /** Whose settings to use; left out: TikTok's hosts only, default retries. */
  client?: { readonly uploadSettings: UploadSettings };
  /** From the init, verbatim. */
  uploadUrl: string;
  /** The plan the init declared. */
  plan: ChunkPlan;
  source: ByteSource;
  contentType: VideoContentType;
  /** How many bytes are known to have arrived; default none. */
  resumeFromByte?: number;
  signal?: AbortSignal;
  /** Runs before a range is sent; throwing stops the upload. After the last one was sent, only status may be asked. */
  beforeChunk?: (chunk: { index: number; isLast: boolean } & ByteRange) => Promise<void>;
  /** Runs when TikTok has the chunk; the count is where an upload can be resumed. */
  afterChunk?: (chunk: { index: number; acknowledgedBytes: number }) => Promise<void>;
};

export type UploadResult = {
  /** The whole file. */
  acknowledgedBytes: number;
  logId: string | null;
};

/**
 * Sends a video chunk after chunk, in order. Memory does not grow with the file or the chunk size.
 *
 * A chunk that met a 5xx, a timeout or a broken connection is sent again alone, after a pause with full jitter. Where
 * TikTok's position differs from ours (416, or a chunk whose answer was lost), the upload goes on from TikTok's.
 *
 * @throws TikTokError `upload_rejected` (400), `upload_url_expired` (403), `upload_task_not_found` (404),
 *   `upload_range_mismatch` (416 without a usable position), `upload_gateway_error`, `network_error` or `timeout`
 *   (retries used up), `upload_host_refused`. While its `mayHaveHadEffect` is true the last byte may have arrived, and
 *   a new init could publish twice.
 * @throws UploadSourceError, or whatever the source or a callback throws
 * @throws the signal's reason when the caller aborts
 * @see Content Posting API, Media Transfer Guide (checked 2026-11)
 */
export async function uploadVideo(input: UploadVideoInput): Promise<UploadResult> {
  const settings = input.client?.uploadSettings ?? DEFAULT_SETTINGS;
  const url = requireUploadHost(input.uploadUrl, settings.allowedUploadHosts);
  const { plan, source } = input;
  if (source.sizeBytes !== plan.sizeBytes) throw new UploadSourceError(plan.sizeBytes, source.sizeBytes);
  const connection = new UploadConnection(url, settings.timeoutMs);
  try {
    return await new Upload(input, settings, connection).run();
  } finally {
    connection.close();
  }
}

/** What another try of the same bytes can cure. */
const REPEATABLE: ReadonlySet<TikTokErrorCode> = new Set<TikTokErrorCode>([
  'network_error',
  'timeout',
  'upload_gateway_error',
  'upload_range_mismatch',
  'rate_limit_exceeded',
]);

/** One upload under way. */
class Upload {
  readonly #input: UploadVideoInput;
  readonly #settings: UploadSettings;
  readonly #connection: UploadConnection;
  /** Tries in a row that brought TikTok no further than it ever was. */
  #failures = 0;
  /** The furthest position that TikTok has confirmed. */
  #furthest: number;
  /** Whether the last byte was sent at some time and the answer to it is missing. */
  #mayBeComplete = false;
  #logId: string | null = null;

  constructor(input: UploadVideoInput, settings: UploadSettings, connection: UploadConnection) {
    this.#input = input;
    this.#settings = settings;
    this.#connection = connection;
    this.#furthest = input.resumeFromByte ?? 0;
  }

  async run(): Promise<UploadResult> {
    const { plan, signal, beforeChunk, afterChunk } = this.#input;
    let position = this.#furthest;
    while (position < plan.sizeBytes) {
      signal?.throwIfAborted();
      const index = chunkIndexAt(position, plan);
      const range = { firstByte: position, lastByte: plan.range(index).lastByte };
      await beforeChunk?.({ index, ...range, isLast: this.#isLast(range) });
      position = await this.#place(range);
      await afterChunk?.({ index, acknowledgedBytes: position });
    }
    return { acknowledgedBytes: position, logId: this.#logId };
  }

  /**
   * Sends one range, again if need be, until TikTok names a position that is not its start.
   *
   * @returns that position: usually the end of the range, else wherever TikTok is
   */
  async #place(range: ByteRange): Promise<number> {
    for (;;) {
      const { position, error } = await this.#sendOnce(range);
      if (error === null) {
        if (position > this.#furthest) this.#failures = 0;
        this.#furthest = Math.max(this.#furthest, position);
        return position;
      }
      this.#failures += 1;
      const pauseMs = this.#pauseBeforeRepeating(error, position);
      if (pauseMs === null) throw this.#final(error);
      await pause(pauseMs, this.#input.signal);
      if (position !== null && position !== range.firstByte) return position;
    }
  }

  /** One PUT and what it says: a position, and an error unless the position is ahead. */
  async #sendOnce(range: ByteRange): Promise<Placement> {
    const { plan, source, contentType, signal } = this.#input;
    const startedMs = performance.now();
    let answer: RangeAnswer | null = null;
    let placement: Placement | null = null;
    try {
      const request = { connection: this.#connection, source, range, contentType, signal };
      answer = await sendRange(request);
      this.#logId = answer.logId ?? this.#logId;
      placement = readAnswer(answer, range, plan);
    } catch (error) {
      if (!(error instanceof TikTokError)) throw error;
      placement = { position: null, error };
    } finally {
      const code = placement ? (placement.error?.code ?? 'ok') : 'aborted';
      report(this.#settings.onCall, {
        endpoint: 'upload',
        attempt: this.#failures + 1,
        durationMs: performance.now() - startedMs,
        httpStatus: answer?.httpStatus ?? null,
        code,
        rawCode: code,
        logId: answer?.logId ?? null,
        unknown: [],
      });
    }
    if (placement.error?.mayHaveHadEffect && this.#isLast(range)) this.#mayBeComplete = true;
    return placement;
  }

  /** `null` to give up. */
  #pauseBeforeRepeating(error: TikTokError, position: number | null): number | null {
    const { retry } = this.#settings;
    if (this.#failures >= retry.attempts || !REPEATABLE.has(error.code)) return null;
    if (error.code === 'upload_range_mismatch' && position === null) return null;
    if (error.code !== 'rate_limit_exceeded') return backoffMs(retry, this.#failures);
    return retry.waitForRateLimit ? (error.retryAfterMs ?? 0) + backoffMs(retry, this.#failures) : null;
  }

  #isLast(range: ByteRange): boolean {
    return range.lastByte === this.#input.plan.sizeBytes - 1;
  }

  /** The error as it concerns the whole upload: only a last byte can have an effect. */
  #final(error: TikTokError): TikTokError {
    return new TikTokError({
      endpoint: 'upload',
      code: error.rawCode,
      httpStatus: error.httpStatus,
      logId: error.logId,
      detail: error.operatorDetail,
      retryAfterMs: error.retryAfterMs,
      mayHaveHadEffect: this.#mayBeComplete,
      cause: error.cause,
    });
  }
}
