import type { CallRecord } from '../call-record.ts';
import { createTikTokClient } from '../client.ts';
import type { TikTokClientOptions } from '../config.ts';
import { TikTokError } from '../errors.ts';

export const NOW = new Date('2026-11-20T12:00:00Z');

/** A client of a local server whose retries follow each other at once. */
export function testClient(apiUrl: string, options: Partial<TikTokClientOptions> = {}) {
  const calls: CallRecord[] = [];
  const client = createTikTokClient({
    credentials: { clientKey: 'ck', clientSecret: 'cs_very_secret' },
    apiUrl,
    clock: () => NOW,
    onCall: (record) => calls.push(record),
    ...options,
    retry: { random: () => 0, ...options.retry },
  });
  return { client, calls };
}

/** The failure of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<TikTokError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof TikTokError) return error;
  throw new Error('the call did not fail with a TikTokError', { cause: error });
}
