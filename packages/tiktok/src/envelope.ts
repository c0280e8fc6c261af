import { parseJsonLossless } from './lossless-json.ts';

/** What an answer says, whatever its shape and HTTP status. */
export type Envelope = {
  /** `ok`, TikTok's code, or one of ours when there is no readable envelope. */
  code: string;
  data: unknown;
  logId: string | null;
  /** TikTok's message, unredacted. */
  message: string;
};

type Json = Record<string, unknown>;

/**
 * Reads a body before anything else is believed: an error may come with HTTP 200, and success is only what the
 * body calls success. The HTTP status decides alone when there is no envelope.
 *
 * @param kind `data`: `{ data, error: { code, message, log_id } }`, the error fields also bare at the top level;
 *   `oauth`: the answer itself, or `{ error, error_description, log_id }`
 * @see Error Handling (v2), Error Handling (OAuth) (checked 2026-11)
 */
export function readEnvelope(kind: 'data' | 'oauth', httpStatus: number, body: string): Envelope {
  const json = parseObject(body);
  if (json === null) return unreadable(kind, httpStatus, body);
  const wrapped = isObject(json.error) ? json.error : null;
  const error = wrapped ?? json;
  const code = wrapped ? wrapped.code : (json.error ?? json.code);
  const logId = text(error.log_id) ?? text(error.logid) ?? text(json.log_id);
  if (typeof code === 'string' && code !== '' && !(kind === 'oauth' && code === 'ok')) {
    const message = text(error.message) ?? text(json.error_description) ?? '';
    return { code, data: json.data ?? {}, logId, message };
  }
  if (kind === 'oauth' && httpStatus < 300) return { code: 'ok', data: json, logId, message: '' };
  return { ...unreadable(kind, httpStatus, body), logId };
}

/** No envelope: a gateway's page, an empty body, or something that was never TikTok's API. */
function unreadable(kind: 'data' | 'oauth', httpStatus: number, body: string): Envelope {
  const facts = { data: {}, logId: null, message: '' };
  if (httpStatus === 429) return { ...facts, code: 'rate_limit_exceeded' };
  if (httpStatus >= 500) return { ...facts, code: 'gateway_error' };
  // A revocation answers with nothing at all.
  if (kind === 'oauth' && httpStatus < 300 && body.trim() === '') return { ...facts, code: 'ok' };
  return { ...facts, code: 'malformed_answer' };
}

function parseObject(body: string): Json | null {
  try {
    const value = parseJsonLossless(body);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
