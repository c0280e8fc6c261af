import { type MediaAsset, type Post, type Prisma, PrivacyLevel } from '@airdate/db';
import { postingObstacle } from '../accounts/may-post.ts';
import type { TeamContext } from '../context.ts';
import type { Deps } from '../deps.ts';
import {
  ConflictError,
  DomainError,
  issue,
  NotFoundError,
  ValidationError,
  type ValidationIssue,
} from '../errors.ts';
import { assertActionAvailable } from './assert-action-available.ts';
import { assertUnchanged } from './assert-unchanged.ts';
import type { Agreement, CreatorShown } from './consent.ts';
import type { PostContent } from './content-hash.ts';
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
  agreement: Agreement,
  askCreator: AskCreator,
): Promise<CreatorShown> {
  const first = await refusalsOf(deps, { post, action, agreement, askCreator }).next();
  if (!first.done) throw first.value;
  const { username, nickname } = first.value ?? post.account;
  return { username: username ?? '', nickname };
}

/** What of a post decides whether it may go out. */
export type CheckedPost = PostContent &
  Pick<ConsentedPost, 'id' | 'status' | 'problemCode' | 'account' | 'mediaAsset'>;

type Check = {
  post: CheckedPost;
  /** Null for a post that is planned, as it stands. */
  action: PostAction | null;
  agreement: Partial<Agreement>;
  askCreator: AskCreator;
};

/**
 * Every reason why a post may not go out now, in the order in which they are looked at; TikTok is asked only when nothing
 * before stands in the way, or somebody wants to know what comes after.
 *
 * @param check.agreement what is left out is not held against the post
 * @returns after all reasons, what TikTok says of the creator, if it was asked
 */
export async function* refusalsOf(
  deps: Pick<Deps, 'config'>,
  { post, action, agreement: { contentHash, agreedTo }, askCreator }: Check,
): AsyncGenerator<DomainError, CreatorInfo | null> {
  yield* refusal(() => action && assertActionAvailable(post, action));
  yield* refusal(() => contentHash !== undefined && assertUnchanged(post, contentHash));
  yield* refusal(() => assertMediaReady(post.mediaAsset));
  const obstacle = postingObstacle(deps, post.account, post.mode);
  if (obstacle) yield new ConflictError(obstacle);
  if (post.mode === 'INBOX') {
    // An inbox upload carries no choices: the creator makes them in the TikTok app.
    yield* broken(checkDraft(post));
    return null;
  }
  let creator: CreatorInfo | null = null;
  try {
    if (!obstacle) creator = await askCreator(post.accountId);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    yield error;
  }
  const limits = creator ?? anyCreator(deps.config.tiktok.audited);
  const issues = checkDirectPost(post, limits, post.mediaAsset);
  yield* broken([...issues, ...(agreedTo ? checkDeclarations(post, agreedTo) : [])]);
  return creator;
}

function* refusal(check: () => unknown): Generator<DomainError> {
  try {
    check();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    yield error;
  }
}

function* broken(issues: ValidationIssue[]): Generator<DomainError> {
  if (issues.length > 0) yield new ValidationError(issues);
}

function assertMediaReady({ status }: Pick<MediaAsset, 'status'>): void {
  if (status === 'READY') return;
  const code = status === 'REJECTED' ? 'media_rejected' : 'media_not_ready';
  throw new ValidationError([issue(code, ['mediaAssetId'])]);
}

/** @throws TikTokRefusedError also when TikTok lets the creator post nothing now */
export async function creatorWhoMayPost(ctx: TeamContext, accountId: string): Promise<CreatorInfo> {
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

function checkDeclarations(post: Pick<Post, 'brandedContent'>, agreedTo: Declaration[]): ValidationIssue[] {
  return requiredDeclarations(post)
    .filter((declaration) => !agreedTo.includes(declaration))
    .map((declaration) =>
      issue('declaration_required', ['agreedTo'], `Posting needs agreement to ${declaration}.`),
    );
}
