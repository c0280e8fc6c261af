import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndpointName } from './endpoints.ts';
import { TIKTOK_ERROR_CODES } from './error-codes.ts';
import { TikTokError } from './errors.ts';
import { backoffMs, DEFAULT_RETRY, retryDelayMs } from './retry.ts';

const policy = { ...DEFAULT_RETRY, attempts: 4, baseDelayMs: 100, maxDelayMs: 300, random: () => 0.999 };
const failure = (code: string, endpoint: EndpointName = 'status.fetch') =>
  new TikTokError({ endpoint, code });

describe('backoffMs', () => {
  it('is anything between nothing and a bound that doubles up to the maximum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, chance) => {
          const delayMs = backoffMs({ ...policy, random: () => chance }, attempt);
          expect(delayMs).toBeGreaterThanOrEqual(0);
          expect(delayMs).toBeLessThanOrEqual(Math.min(300, 100 * 2 ** (attempt - 1)));
        },
      ),
    );
  });

  it.each([
    [1, 99],
    [2, 199],
    [3, 299],
    [9, 299],
  ])('is up to this after %i failures: %i', (attempt, delayMs) => {
    expect(backoffMs(policy, attempt)).toBe(delayMs);
  });
});

describe('retryDelayMs', () => {
  it('repeats a read that a fault of the moment has hit, as often as agreed', () => {
    expect([1, 2, 3, 4].map((attempt) => retryDelayMs(policy, failure('timeout'), attempt))).toEqual([
      99,
      199,
      299,
      null,
    ]);
  });

  it.each(['video.init', 'inbox.video.init', 'content.init', 'oauth.refresh', 'oauth.exchange'] as const)(
    'never repeats %s after a failure that may have had an effect, whatever the code',
    (endpoint) => {
      for (const code of TIKTOK_ERROR_CODES) {
        const error = failure(code, endpoint);
        if (error.mayHaveHadEffect)
          expect(retryDelayMs({ ...policy, waitForRateLimit: true }, error, 1)).toBeNull();
      }
    },
  );

  it('repeats nothing that a repetition cannot cure', () => {
    for (const code of TIKTOK_ERROR_CODES) {
      const error = failure(code);
      if (error.disposition !== 'RETRY') expect(retryDelayMs(policy, error, 1)).toBeNull();
    }
  });

  it('waits out the sliding minute only when told to, and spreads those who wait', () => {
    const limited = failure('rate_limit_exceeded');
    expect(retryDelayMs(policy, limited, 1)).toBeNull();
    expect(retryDelayMs({ ...policy, waitForRateLimit: true, random: () => 0 }, limited, 1)).toBe(60_000);
    expect(retryDelayMs({ ...policy, waitForRateLimit: true }, limited, 1)).toBe(64_995);
  });
});
