import type { FailureCode } from '../failure-codes.ts';
import { CREATOR_RULES, checkDirectPost } from '../posts/posting-rules.ts';
import { storeCreatorInfo } from '../posts/stored-creator-info.ts';
import { callTikTok } from '../quota/call-tiktok.ts';
import { type PublishRun, tokenUse } from './publish-run.ts';

/** Whether the post may go out as it was agreed to. */
export type CreatorCheck =
  | { kind: 'ok' }
  /** A cap or a ban in TikTok's own code, or settings that changed since the consent: somebody has to choose again. */
  | { kind: 'refused'; code: string; logId: string | null };

/**
 * Asks TikTok, just before the init, what the creator may do now, and compares it with what was agreed to. Values are
 * never substituted.
 *
 * @throws CallsUsedUpError, TikTokError, DomainError when the question could not be asked
 */
export async function checkCreator({ deps, lease, post }: PublishRun): Promise<CreatorCheck> {
  const { grantId } = post.account;
  const call = { grantId, bucket: 'creator_info.query', use: tokenUse(post, 'CREATOR_INFO') } as const;
  const creator = await callTikTok(deps, call, (accessToken) =>
    deps.tiktok.queryCreatorInfo({ accessToken, signal: lease.signal }),
  );
  await storeCreatorInfo(deps.db, grantId, creator, deps.clock.now());
  const { logId } = creator;
  if (creator.refusal) return { kind: 'refused', code: creator.refusal.code, logId };
  const [broken] = checkDirectPost(post, creator, post.mediaAsset);
  return broken ? { kind: 'refused', code: problemOf(broken.code), logId } : { kind: 'ok' };
}

/** Rules of the creator's keep their code; for the rest the choices as a whole are refused. */
function problemOf(code: FailureCode): FailureCode {
  return CREATOR_RULES.has(code) ? code : 'choices_refused';
}
