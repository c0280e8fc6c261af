import { withAccessToken } from '../accounts/fresh-access-token.ts';
import type { Deps } from '../deps.ts';
import type { PostWithParts } from '../posts/post.queries.ts';
import { checkDirectPost } from '../posts/posting-rules.ts';
import { reserveCall } from '../quota/reserve-call.ts';

/** Whether the post may go out as it was agreed to. */
export type CreatorCheck =
  | { kind: 'ok' }
  /** A cap or a ban, in TikTok's own code. */
  | { kind: 'refused'; code: string; logId: string | null }
  /** The creator's settings changed since the consent: somebody has to choose again. */
  | { kind: 'changed'; code: string; logId: string | null }
  /** Our own calls of this minute are used up. */
  | { kind: 'later'; retryAt: Date };

/**
 * Asks TikTok, just before the init, what the creator may do now, and compares it with what was agreed to. Values are
 * never substituted.
 *
 * @throws TikTokError, DomainError when the question could not be asked
 */
export async function checkCreator(deps: Deps, post: PostWithParts): Promise<CreatorCheck> {
  const { grant } = post.account;
  const call = await reserveCall(deps, grant.id, 'creator_info.query');
  if (!call.ok) return { kind: 'later', retryAt: call.availableAt };
  const creator = await withAccessToken(deps, grant.id, (accessToken) =>
    deps.tiktok.queryCreatorInfo({ accessToken }),
  );
  const { logId } = creator;
  if (creator.refusal) return { kind: 'refused', code: creator.refusal.code, logId };
  const [issue] = checkDirectPost(post, creator, post.mediaAsset);
  return issue ? { kind: 'changed', code: holdCode(issue.code), logId } : { kind: 'ok' };
}

function holdCode(issueCode: string): string {
  switch (issueCode) {
    case 'privacy_level_not_offered':
    case 'interaction_disabled_by_creator':
    case 'video_too_long':
      return issueCode;
    default:
      return 'choices_refused';
  }
}
