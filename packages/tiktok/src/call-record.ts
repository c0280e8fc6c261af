import type { EndpointName } from './endpoints.ts';
import type { TikTokErrorCode } from './error-codes.ts';

/** One try of one call, fit for a log line or a metric. */
export type CallRecord = {
  endpoint: EndpointName;
  /** 1 for the first try. */
  attempt: number;
  durationMs: number;
  /** `null` when no answer arrived. */
  httpStatus: number | null;
  /** `aborted`: ended by the caller, or by the source of an upload. */
  code: 'ok' | 'aborted' | TikTokErrorCode;
  /** The code as it was on the wire. */
  rawCode: string;
  logId: string | null;
  /** Fields and values that this client does not know, such as `user.new_field` or `status=ARCHIVED`. */
  unknown: readonly string[];
};

/** Hands over a record. A failing observer must not cost the caller an answer that cannot be had twice. */
export function report(observer: (record: CallRecord) => void, record: CallRecord): void {
  try {
    observer(record);
  } catch (error) {
    process.emitWarning(
      `a TikTok call observer failed: ${error instanceof Error ? error.name : typeof error}`,
    );
  }
}
