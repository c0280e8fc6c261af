import { type MediaAsset, type Post, type Prisma, PrivacyLevel } from '@airdate/db';
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

/** What {@link checkAgreement} reads besides the post. */
export const CONSENTED_POST = {
  account: { include: { grant: { select: { status: true, scopes: true, clientKey: true } } } },
  mediaAsset: true,
} satisfies Prisma.PostInclude;

export type ConsentedPost = Prisma.PostGetPayload<{ include: typeof CONSENTED_POST }>;

/** What a creator may choose from; null until TikTok says so. */
export type AskCreator = (accountId: string) => Promise<CreatorInfo | null>;

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
  agreement: Agreement,
): Promise<{ post: ConsentedPost; creator: CreatorShown }> {
  const { deps, teamId } = ctx;
  const post = await deps.db.post.findFirst({ where: { id: postId, teamId }, include: CONSENTED_POST });
  if (!post) throw new NotFoundError('post', ['postId']);
  const askCreator: AskCreator = (accountId) =>
    action === 'SCHEDULE' ? creatorForPlan(ctx, accountId) : creatorWhoMayPost(ctx, accountId);
  return { post, creator: await checkAgreement(ctx, post, action, agreement, askCreator) };
}

/**
 * The same for a post that was read already.
 *
 * @returns the creator whom the person saw
 * @throws as {@link checkConsent}, and as `askCreator`
 */
export async function checkAgreement(
  { deps }: TeamContext,
  post: ConsentedPost,
  action: PostAction,
  { contentHash, agreedTo }: Agreement,
  askCreator: AskCreator,
): Promise<CreatorShown> {
  assertActionAvailable(post, action);
  assertUnchanged(post, contentHash);
  assertMediaReady(post.mediaAsset);
  assertMayPost(deps, post.account, post.mode);
  if (post.mode === 'INBOX') return checkInbox(post);
  const creator = await askCreator(post.accountId);
  const limits = creator ?? anyCreator(deps.config.tiktok.audited);
  const issues = [...checkDirectPost(post, limits, post.mediaAsset), ...checkDeclarations(post, agreedTo)];
  if (issues.length > 0) throw new ValidationError(issues);
  const { username, nickname } = creator ?? post.account;
  return { username: username ?? '', nickname };
}

function assertMediaReady({ status }: MediaAsset): void {
  if (status === 'READY') return;
  const code = status === 'REJECTED' ? 'media_rejected' : 'media_not_ready';
  throw new ValidationError([issue(code, ['mediaAssetId'])]);
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
