import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { CallRecord } from './call-record.ts';
import { report } from './call-record.ts';
import type { ClientConfig } from './config.ts';
import { ENDPOINTS } from './endpoints.ts';
import { readEnvelope } from './envelope.ts';
import type { TikTokErrorCode } from './error-codes.ts';
import { toErrorCode } from './error-codes.ts';
import type { FailureFacts } from './errors.ts';
import { TikTokError } from './errors.ts';
import type { ApiRequest } from './exchange.ts';
import { exchange } from './exchange.ts';
import { redact } from './redact.ts';
import { retryDelayMs } from './retry.ts';
import { unknownFields } from './wire.ts';

/** One call of one API endpoint. */
export type ApiCall<Data> = ApiRequest & {
  /** The shape of `data`, or of the whole answer for the OAuth endpoints. */
  schema: z.ZodType<Data>;
  /** Names values that are legal but new, for the observer. */
  unknownValues?: (data: Data) => string[];
  /** Values that must not appear in what is logged, besides the access token and the client secret. */
  secrets?: readonly string[];
};

export type ApiAnswer<Data> = {
  data: Data;
  logId: string | null;
  /** When the answered try left. A lifetime counted from here never ends too late. */
  sentAt: Date;
};

/** Codes that the caller wants as an answer, with the shape `data` has then. */
export type Refusals<Code extends TikTokErrorCode, Data> = {
  codes: readonly Code[];
  schema: z.ZodType<Data>;
};

/** An answer, or a refusal that TikTok means to be read like one. */
export type ApiVerdict<Data, Code, Refused> =
  | ({ refusal: null } & ApiAnswer<Data>)
  | ({ refusal: Code } & ApiAnswer<Refused>);

/**
 * The one path to TikTok's API: timeout, abort, envelope before HTTP status, validation, retry.
 *
 * Repeats only calls that cannot have had an effect.
 *
 * @throws TikTokError for every answer but `ok`, and when no answer came
 * @throws the signal's reason when the caller aborts; an aborted call may still have had its effect
 */
export async function callApi<Data>(config: ClientConfig, call: ApiCall<Data>): Promise<ApiAnswer<Data>> {
  const { data, logId, sentAt } = await callApiOrRefuse<Data, never, Data>(config, call, {
    codes: [],
    schema: call.schema,
  });
  return { data, logId, sentAt };
}

/** Like {@link callApi}, but the given codes are answers instead of errors. */
export async function callApiOrRefuse<Data, Code extends TikTokErrorCode, Refused>(
  config: ClientConfig,
  call: ApiCall<Data>,
  refusals: Refusals<Code, Refused>,
): Promise<ApiVerdict<Data, Code, Refused>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryOnce(config, call, refusals, attempt);
    } catch (error) {
      const delayMs = error instanceof TikTokError ? retryDelayMs(config.retry, error, attempt) : null;
      if (delayMs === null) throw error;
      await pause(delayMs, call.signal);
    }
  }
}

/** @throws the signal's reason when it aborts first */
export async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(delayMs, undefined, { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}

async function tryOnce<Data, Code extends TikTokErrorCode, Refused>(
  config: ClientConfig,
  call: ApiCall<Data>,
  refusals: Refusals<Code, Refused>,
  attempt: number,
): Promise<ApiVerdict<Data, Code, Refused>> {
  const { endpoint } = call;
  const sentAt = config.clock();
  const startedMs = performance.now();
  let record: Omit<CallRecord, 'endpoint' | 'attempt' | 'durationMs'> = {
    httpStatus: null,
    code: 'aborted',
    rawCode: 'aborted',
    logId: null,
    unknown: [],
  };
  try {
    const response = await exchange(config, call);
    const { httpStatus } = response;
    const envelope = readEnvelope(ENDPOINTS[endpoint].envelope, httpStatus, response.body);
    const { code: rawCode } = envelope;
    const logId = envelope.logId ?? response.logIdHeader;
    record = {
      httpStatus,
      code: rawCode === 'ok' ? 'ok' : toErrorCode(rawCode),
      rawCode,
      logId,
      unknown: [],
    };

    const facts: FailureFacts = { endpoint, code: rawCode, httpStatus, logId };
    if (rawCode === 'ok') {
      const data = validate(call.schema, envelope.data, facts);
      record.unknown = [...unknownFields(call.schema, envelope.data), ...(call.unknownValues?.(data) ?? [])];
      return { refusal: null, data, logId, sentAt };
    }
    const refusal = refusals.codes.find((code) => code === record.code);
    if (refusal === undefined) throw refused(config, call, facts, envelope.message, response.retryAfterMs);
    return { refusal, data: validate(refusals.schema, envelope.data, facts), logId, sentAt };
  } catch (error) {
    if (error instanceof TikTokError) record = { ...record, code: error.code, rawCode: error.rawCode };
    throw error;
  } finally {
    report(config.onCall, { endpoint, attempt, durationMs: performance.now() - startedMs, ...record });
  }
}

function refused(
  config: ClientConfig,
  call: Pick<ApiCall<never>, 'accessToken' | 'secrets'>,
  facts: FailureFacts,
  message: string,
  retryAfterMs: number | null,
): TikTokError {
  const secrets = [config.credentials.clientSecret, call.accessToken ?? '', ...(call.secrets ?? [])];
  const detail = message === '' ? null : redact(message, secrets);
  return new TikTokError({ ...facts, detail, retryAfterMs: retryAfterMs ?? undefined });
}

/** An answer that is not what the page promises is a failure with TikTok's log id, not a crash further in. */
function validate<Data>(schema: z.ZodType<Data>, data: unknown, facts: FailureFacts): Data {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const paths = result.error.issues.map((issue) => `${issue.path.join('.') || 'data'}: ${issue.code}`);
  throw new TikTokError({ ...facts, code: 'malformed_answer', detail: paths.join(', ') });
}
