import type { Account, Grant, MediaAsset, Post } from '@airdate/db';
import type { TeamContext } from '../context.ts';
import {
  ConflictError,
  NotFoundError,
  TikTokRefusedError,
  ValidationError,
  type ValidationIssue,
} from '../errors.ts';
import type { CreatorShown } from './consent.ts';
import { getCreatorInfo } from './get-creator-info.ts';
import { availableActions, type PostAction } from './post.ts';
import { checkDirectPost, checkDraft, type Declaration, requiredDeclarations } from './posting-rules.ts';
import { problemText } from './problem.ts';

export type AgreedPost = Post & { account: Account & { grant: Grant }; mediaAsset: MediaAsset };

/**
 * Whether this post may go out as it stands: status, media, connection, the creator's present settings, declarations.
 *
 * @throws NotFoundError | ValidationError | ConflictError | TikTokRefusedError
 */
export async function checkAgreement(
  ctx: TeamContext,
  postId: string,
  action: PostAction,
  agreedTo: Declaration[],
): Promise<{ post: AgreedPost; creator: CreatorShown }> {
  const { deps, teamId } = ctx;
  const post = await deps.db.post.findFirst({
    where: { id: postId, teamId },
    include: { account: { include: { grant: true } }, mediaAsset: true },
  });
  if (!post) throw new NotFoundError('post', ['postId']);
  assertActionOpen(post, action);
  assertMediaReady(post.mediaAsset);
  assertConnected(post);
  const creator = post.mode === 'DIRECT' ? await checkWithCreator(ctx, post, agreedTo) : checkInbox(post);
  return { post, creator };
}

function assertActionOpen(post: Post, action: PostAction): void {
  if (availableActions(post.status).includes(action)) return;
  throw new ConflictError('action_not_available', {
    message: `A post that is ${post.status} does not allow ${action}.`,
    nextStep: 'Look at the post again: its status has changed.',
  });
}

function assertMediaReady({ status }: MediaAsset): void {
  if (status === 'READY') return;
  const path = ['mediaAssetId'];
  throw new ValidationError([
    status === 'REJECTED'
      ? {
          code: 'media_rejected',
          path,
          message: 'TikTok would refuse this video; its problems are listed with it.',
        }
      : { code: 'media_not_ready', path, message: 'The video is still being received or checked.' },
  ]);
}

function assertConnected({ account, mode }: AgreedPost): void {
  if (account.status === 'DISCONNECTED') {
    throw new ConflictError('account_disconnected', {
      message: problemText('account_disconnected').sentence,
    });
  }
  if (account.status === 'RECONNECT_REQUIRED') {
    const { sentence, nextStep } = problemText('account_needs_reconnect');
    throw new ConflictError('account_needs_reconnect', { message: sentence, nextStep });
  }
  const scope = mode === 'DIRECT' ? 'video.publish' : 'video.upload';
  if (!account.grant.scopes.includes(scope)) {
    const { sentence, nextStep } = problemText('scope_missing');
    throw new ConflictError('scope_missing', { message: `${sentence} (${scope})`, nextStep });
  }
}

async function checkWithCreator(
  ctx: TeamContext,
  post: AgreedPost,
  agreedTo: Declaration[],
): Promise<CreatorShown> {
  const creator = await getCreatorInfo(ctx, post.accountId);
  if (creator.refusal) {
    const { sentence, nextStep, retryable } = problemText(creator.refusal.code);
    throw new TikTokRefusedError('tiktok_refused', {
      message: sentence,
      nextStep,
      retryable,
      tiktokCode: creator.refusal.code,
      logId: creator.refusal.logId ?? undefined,
    });
  }
  const issues = [...checkDirectPost(post, creator, post.mediaAsset), ...checkDeclarations(post, agreedTo)];
  if (issues.length > 0) throw new ValidationError(issues);
  return { username: creator.username, nickname: creator.nickname };
}

/** An inbox upload carries no choices: the creator makes them in the TikTok app. */
function checkInbox(post: AgreedPost): CreatorShown {
  const issues = checkDraft(post);
  if (issues.length > 0) throw new ValidationError(issues);
  return { username: post.account.username ?? '', nickname: post.account.nickname };
}

function checkDeclarations(post: Post, agreedTo: Declaration[]): ValidationIssue[] {
  return requiredDeclarations(post)
    .filter((declaration) => !agreedTo.includes(declaration))
    .map((declaration) => ({
      code: 'declaration_required',
      path: ['agreedTo'],
      message: `Posting needs agreement to ${declaration}.`,
    }));
}
