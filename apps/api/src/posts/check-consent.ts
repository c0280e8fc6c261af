import { type Account, type MediaAsset, type Post, PrivacyLevel } from '@airdate/db';
import { assertMayPost } from '../accounts/may-post.ts';
import type { TeamContext } from '../context.ts';
import { issue, NotFoundError, ValidationError, type ValidationIssue } from '../errors.ts';
import { assertActionAvailable } from './assert-action-available.ts';
import { assertUnchanged } from './assert-unchanged.ts';
import type { Agreement, CreatorShown } from './consent.ts';
import { creatorForPlan, refusedBy } from './creator-for-plan.ts';
import { type CreatorInfo, getCreatorInfo } from './get-creator-info.ts';
import type { PostAction } from './post.ts';
import {
  type CreatorLimits,
  checkDirectPost,
  checkDraft,
  type Declaration,
  requiredDeclarations,
} from './posting-rules.ts';

export type ConsentedPost = Post & { account: Account; mediaAsset: MediaAsset };

/**
 * Whether this post may go out as it was shown and as it stands: status, content, media, connection, the creator's settings,
 * declarations. Of what TikTok says of a creator, a plan for later is held only to what does not pass, such as the
 * audiences; a cap does.
 *
 * @throws NotFoundError | ValidationError | ConflictError | PostChangedError | TikTokRefusedError
 */
export async function checkConsent(
  ctx: TeamContext,
  postId: string,
  action: PostAction,
  { contentHash, agreedTo }: Agreement,
): Promise<{ post: ConsentedPost; creator: CreatorShown }> {
  const { deps, teamId } = ctx;
  const post = await deps.db.post.findFirst({
    where: { id: postId, teamId },
    include: {
      account: { include: { grant: { select: { status: true, scopes: true, clientKey: true } } } },
      mediaAsset: true,
    },
  });
  if (!post) throw new NotFoundError('post', ['postId']);
  assertActionAvailable(post, action);
  assertUnchanged(post, contentHash);
  assertMediaReady(post.mediaAsset);
  assertMayPost(deps, post.account, post.mode);
  const creator =
    post.mode === 'DIRECT' ? await checkWithCreator(ctx, post, action, agreedTo) : checkInbox(post);
  return { post, creator };
}

function assertMediaReady({ status }: MediaAsset): void {
  if (status === 'READY') return;
  const code = status === 'REJECTED' ? 'media_rejected' : 'media_not_ready';
  throw new ValidationError([issue(code, ['mediaAssetId'])]);
}

async function checkWithCreator(
  ctx: TeamContext,
  post: ConsentedPost,
  action: PostAction,
  agreedTo: Declaration[],
): Promise<CreatorShown> {
  const { account, mediaAsset } = post;
  const creator =
    action === 'SCHEDULE' ? await creatorForPlan(ctx, account.id) : await creatorWhoMayPost(ctx, account.id);
  const limits = creator ?? anyCreator(ctx.deps.config.tiktok.audited);
  const issues = [...checkDirectPost(post, limits, mediaAsset), ...checkDeclarations(post, agreedTo)];
  if (issues.length > 0) throw new ValidationError(issues);
  const { username, nickname } = creator ?? account;
  return { username: username ?? '', nickname };
}

/** @throws TikTokRefusedError also when TikTok lets the creator post nothing now */
async function creatorWhoMayPost(ctx: TeamContext, accountId: string): Promise<CreatorInfo> {
  const creator = await getCreatorInfo(ctx, accountId);
  if (creator.refusal) throw refusedBy(creator.refusal);
  return creator;
}

/** Until TikTok says what a creator may choose; it is asked before the post goes out. */
function anyCreator(audited: boolean): CreatorLimits {
  return {
    privacyLevelOptions: audited ? Object.values(PrivacyLevel) : ['SELF_ONLY'],
    commentDisabled: false,
    duetDisabled: false,
    stitchDisabled: false,
    maxVideoPostDurationSeconds: Number.POSITIVE_INFINITY,
  };
}

/** An inbox upload carries no choices: the creator makes them in the TikTok app. */
function checkInbox(post: ConsentedPost): CreatorShown {
  const issues = checkDraft(post);
  if (issues.length > 0) throw new ValidationError(issues);
  return { username: post.account.username ?? '', nickname: post.account.nickname };
}

function checkDeclarations(post: Post, agreedTo: Declaration[]): ValidationIssue[] {
  return requiredDeclarations(post)
    .filter((declaration) => !agreedTo.includes(declaration))
    .map((declaration) =>
      issue('declaration_required', ['agreedTo'], `Posting needs agreement to ${declaration}.`),
    );
}
