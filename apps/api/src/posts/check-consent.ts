import type { Account, MediaAsset, Post } from '@airdate/db';
import { assertMayPost } from '../accounts/may-post.ts';
import type { TeamContext } from '../context.ts';
import {
  issue,
  NotFoundError,
  TikTokRefusedError,
  ValidationError,
  type ValidationIssue,
} from '../errors.ts';
import { assertActionAvailable } from './assert-action-available.ts';
import type { CreatorShown } from './consent.ts';
import { getCreatorInfo } from './get-creator-info.ts';
import type { PostAction } from './post.ts';
import { checkDirectPost, checkDraft, type Declaration, requiredDeclarations } from './posting-rules.ts';

export type ConsentedPost = Post & { account: Account; mediaAsset: MediaAsset };

/**
 * Whether this post may go out as it stands: status, media, connection, the creator's present settings, declarations.
 *
 * @throws NotFoundError | ValidationError | ConflictError | TikTokRefusedError
 */
export async function checkConsent(
  ctx: TeamContext,
  postId: string,
  action: PostAction,
  agreedTo: Declaration[],
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
  assertMediaReady(post.mediaAsset);
  assertMayPost(deps, post.account, post.mode);
  const creator = post.mode === 'DIRECT' ? await checkWithCreator(ctx, post, agreedTo) : checkInbox(post);
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
  agreedTo: Declaration[],
): Promise<CreatorShown> {
  const creator = await getCreatorInfo(ctx, post.accountId);
  if (creator.refusal) {
    const { code, logId, retryAt } = creator.refusal;
    throw new TikTokRefusedError('tiktok_refused', {
      tiktokCode: code,
      logId: logId ?? undefined,
      retryAt: retryAt ?? undefined,
    });
  }
  const issues = [...checkDirectPost(post, creator, post.mediaAsset), ...checkDeclarations(post, agreedTo)];
  if (issues.length > 0) throw new ValidationError(issues);
  return { username: creator.username, nickname: creator.nickname };
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
