import type { Post, Tx } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { issue, ValidationError } from '../errors.ts';
import type { EventType } from '../events/event-types.ts';
import { explainFailure } from '../explain-failure.ts';
import { assertActionAvailable } from '../posts/assert-action-available.ts';
import { holdAsSeen } from '../posts/hold-as-seen.ts';
import { type Move, movePost } from '../posts/move-post.ts';
import { getPostInTeam } from '../posts/post.queries.ts';
import { NO_PROBLEM, type PostAction } from '../posts/post.ts';
import { readTikTokPostId } from './tiktok-post-id.ts';

type Settlement = { outcome: 'PUBLISHED' | 'FAILED'; errorCode: string | null };

/**
 * A person found the post on TikTok.
 *
 * @param input.link the link of the post, or its id; null when it has none, as posts that are not public
 * @throws NotFoundError | ForbiddenError | ValidationError | ConflictError
 */
export async function markPostPublished(
  ctx: TeamContext,
  input: { postId: string; link: string | null },
): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  const tiktokPostId = input.link === null ? null : readTikTokPostId(input.link);
  const at = ctx.deps.clock.now();
  return decide(
    ctx,
    input.postId,
    'MARK_PUBLISHED',
    { outcome: 'PUBLISHED', errorCode: null },
    {
      to: 'PUBLISHED',
      set: {
        ...NO_PROBLEM,
        publishedAt: at,
        nextCheckAt: null,
        ...(tiktokPostId && { tiktokPostIds: [tiktokPostId], publiclyAvailableAt: at }),
      },
      event: { type: 'post.marked_published', data: { tiktokPostId } },
    },
  );
}

/**
 * A person stops the waiting: the post counts as failed, and is asked about no more.
 *
 * @throws NotFoundError | ForbiddenError | ConflictError
 */
export async function giveUpPost(ctx: TeamContext, { postId }: { postId: string }): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  const code = 'given_up';
  return decide(
    ctx,
    postId,
    'GIVE_UP',
    { outcome: 'FAILED', errorCode: code },
    {
      to: 'FAILED',
      set: { ...NO_PROBLEM, problemCode: code, nextCheckAt: null },
      event: {
        type: 'post.failed',
        data: { code, retryable: explainFailure(code).retryable, logId: null },
      },
    },
  );
}

/**
 * A person has it sent once more, as it was agreed to, and takes the risk that it is on TikTok twice.
 *
 * @param input.contentHash of the post as the person saw it
 * @throws NotFoundError | ForbiddenError | ValidationError | ConflictError | PostChangedError
 * @throws QuotaExceededError while a cap of TikTok's lasts, or when the last 24 hours are full
 */
export async function publishPostAgain(
  ctx: TeamContext,
  input: { postId: string; contentHash: string; mayBePublishedTwice: boolean },
): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  if (!input.mayBePublishedTwice)
    throw new ValidationError([issue('risk_not_taken', ['mayBePublishedTwice'])]);
  const publishAt = ctx.deps.clock.now();
  return decide(
    ctx,
    input.postId,
    'PUBLISH_AGAIN',
    { outcome: 'FAILED', errorCode: 'no_verdict' },
    {
      to: 'SCHEDULED',
      again: true,
      set: { ...NO_PROBLEM, publishAt, nextCheckAt: null, checkCount: 0 },
      event: { type: 'post.published_again', data: {} },
    },
    (tx, post) => holdAsSeen(tx, post, { contentHash: input.contentHash, publishAt, now: publishAt }),
  );
}

/** Ends the attempt without TikTok's verdict, in one transaction with the move; a verdict that came first wins. */
async function decide<T extends EventType>(
  ctx: TeamContext,
  postId: string,
  action: PostAction,
  settlement: Settlement,
  move: Pick<Move<T>, 'to' | 'event' | 'set' | 'again'>,
  check: (tx: Tx, post: Post) => Promise<void> = async () => {},
): Promise<Post> {
  const { deps, teamId, actor } = ctx;
  const post = await getPostInTeam(deps.db, teamId, postId);
  assertActionAvailable(post, action);
  const at = deps.clock.now();
  const settle = async (tx: Tx) => {
    await check(tx, post);
    await movePost(tx, post, { ...move, actor, at });
    await tx.publishAttempt.updateMany({
      where: { postId: post.id, outcome: null },
      data: { step: 'SETTLED', finishedAt: at, ...settlement },
    });
  };
  // A team's own requests may not write attempts.
  await commitChange(ctx, settle, deps.acrossTeams.db);
  return getPostInTeam(deps.db, teamId, postId);
}
