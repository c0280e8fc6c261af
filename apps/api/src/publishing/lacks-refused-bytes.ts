import { TikTokError } from '@airdate/tiktok';
import { DomainError } from '../errors.ts';
import { callTikTok } from '../quota/call-tiktok.ts';
import { deliveryOf } from './deliveries/delivery-of.ts';
import { type Attempt, type PublishRun, tokenUse } from './publish-run.ts';
import { takeStatusTurn } from './take-status-turn.ts';

/** What keeps the last bytes of an upload from TikTok for certain: it does not take them, or we do not have them. */
const REFUSALS: ReadonlySet<string> = new Set([
  'media_missing',
  'upload_rejected',
  'upload_url_expired',
  'upload_task_not_found',
]);

/**
 * Whether TikTok also says that it lacks the last bytes of a video, which it just refused or never was sent. Asked once
 * and after that, so that nothing can still be on its way.
 *
 * @returns false as well when the code is no such refusal, and when TikTok cannot be asked
 */
export async function lacksRefusedBytes(run: PublishRun, attempt: Attempt, code: string): Promise<boolean> {
  const { deps, lease, post } = run;
  const { publishId } = attempt;
  if (attempt.step !== 'UPLOAD_FINISHING' || !publishId || !REFUSALS.has(code)) return false;
  const turn = await takeStatusTurn(deps, post);
  if (!turn.ok) return false;
  const { grantId } = post.account;
  const call = { grantId, bucket: 'status.fetch', use: tokenUse(post, 'STATUS') } as const;
  try {
    const state = await callTikTok(deps, call, (accessToken) =>
      deps.tiktok.fetchPublishStatus({ accessToken, publishId, signal: lease.signal }),
    );
    return deliveryOf(post).isIncomplete(state, attempt);
  } catch (error) {
    if (!(error instanceof TikTokError) && !(error instanceof DomainError)) throw error;
    return false;
  }
}
