import { TikTokError } from '@airdate/tiktok';
import { withAccessToken } from '../accounts/fresh-access-token.ts';
import type { TokenUse } from '../accounts/record-token-access.ts';
import type { Deps } from '../deps.ts';
import { TikTokRefusedError } from '../errors.ts';
import { pauseAskedForMs, pauseCalls } from './pause-calls.ts';
import { type CallBucket, callLimit } from './quota.ts';
import { reserveCall } from './reserve-call.ts';

/** Our own count of TikTok's calls per minute leaves none; nothing was sent. */
export class CallsUsedUpError extends TikTokRefusedError {
  readonly availableAt: Date;

  constructor(bucket: CallBucket, availableAt: Date) {
    super('tiktok_refused', {
      message: `TikTok allows ${callLimit(bucket)} such questions a minute for one creator, and this minute is used up.`,
      nextStep: 'Try again in a minute.',
      retryAt: availableAt,
      tiktokCode: 'rate_limit_exceeded',
    });
    this.availableAt = availableAt;
  }
}

export type RationedCall = {
  grantId: string;
  bucket: CallBucket;
  use: TokenUse;
  /** Whether the caller has reserved the first request already. */
  isReserved?: boolean;
};

/**
 * Makes a call that TikTok rations, with a fresh access token. Every request is reserved, the repetition with a refreshed
 * token too. When TikTok calls the minute used up all the same, nobody calls for that long.
 *
 * @param request makes one request
 * @throws CallsUsedUpError when no call is left
 * @throws TikTokError as `request` did; DomainError as {@link withAccessToken} does
 */
export function callTikTok<T>(
  deps: Deps,
  { grantId, bucket, use, isReserved = false }: RationedCall,
  request: (accessToken: string) => Promise<T>,
): Promise<T> {
  let reserved = isReserved;
  return withAccessToken(deps, grantId, use, async (accessToken) => {
    if (!reserved) await reserve(deps, grantId, bucket);
    reserved = false;
    try {
      return await request(accessToken);
    } catch (error) {
      const isLimited = error instanceof TikTokError && error.code === 'rate_limit_exceeded';
      const pauseMs = isLimited ? pauseAskedForMs(error) : null;
      if (pauseMs !== null) await pauseCalls(deps, grantId, bucket, pauseMs);
      throw error;
    }
  });
}

async function reserve(deps: Deps, grantId: string, bucket: CallBucket): Promise<void> {
  const call = await reserveCall(deps, grantId, bucket);
  if (!call.ok) throw new CallsUsedUpError(bucket, call.availableAt);
}
