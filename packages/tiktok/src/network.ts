import type { EndpointName } from './endpoints.ts';
import { TikTokError } from './errors.ts';

/** Failures of finding or opening a connection: not a byte of the request has left. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CONNECT_TIMEOUT',
]);

const TIMEOUTS = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'CONNECT_TIMEOUT',
  'ANSWER_TIMEOUT',
]);

/** An upload waited too long: for a connection, or for its bytes to be taken and answered. */
export class NetworkTimeout extends Error {
  override readonly name = 'NetworkTimeout';
  readonly code: 'CONNECT_TIMEOUT' | 'ANSWER_TIMEOUT';

  constructor(code: NetworkTimeout['code']) {
    super(code === 'CONNECT_TIMEOUT' ? 'No connection in time.' : 'No answer in time.');
    this.code = code;
  }
}

/**
 * Turns an exception of `fetch` or of an upload's connection into our own codes `network_error` and `timeout`.
 *
 * @param timedOut whether our own timer ended the call
 */
export function networkFailure(endpoint: EndpointName, error: unknown, timedOut: boolean): TikTokError {
  const codes = errorCodes(error);
  const neverSent = codes.some((code) => NEVER_SENT.has(code));
  return new TikTokError({
    endpoint,
    code: timedOut || codes.some((code) => TIMEOUTS.has(code)) ? 'timeout' : 'network_error',
    detail: codes.length > 0 ? codes.join(', ') : null,
    ...(neverSent ? { mayHaveHadEffect: false } : {}),
    cause: error,
  });
}

/** Codes of the system and of `fetch` along the chain of causes. A host with several addresses fails with several errors. */
function errorCodes(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const members = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [...own, ...[error.cause, ...members].flatMap((inner) => errorCodes(inner, depth + 1))];
}
