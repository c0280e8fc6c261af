import { TikTokError, type Video } from '@airdate/tiktok';
import { withAccessToken } from '../accounts/fresh-access-token.ts';
import { toTikTokRefusal } from '../accounts/tiktok-refusal.ts';
import type { TeamContext } from '../context.ts';
import { NotFoundError } from '../errors.ts';
import { assertActionAvailable } from '../posts/assert-action-available.ts';

const MOST_CANDIDATES = 20;
/** TikTok tells the time in whole seconds, and its clock is not ours. */
const CLOCKS_APART_MS = 60_000;

/**
 * The creator's public videos that may be this post: those made since its attempt began, newest first, at most 20. Asked
 * of TikTok afresh.
 *
 * @returns an empty list as well when the creator did not grant `video.list`
 * @throws NotFoundError | ConflictError | TikTokRefusedError
 */
export async function listCandidates(ctx: TeamContext, postId: string): Promise<Video[]> {
  const { deps, teamId, actor } = ctx;
  const post = await deps.db.post.findFirst({
    where: { id: postId, teamId },
    include: {
      account: { include: { grant: { select: { scopes: true } } } },
      attempts: { orderBy: { number: 'desc' }, take: 1 },
    },
  });
  if (!post) throw new NotFoundError('post', ['postId']);
  assertActionAvailable(post, 'MARK_PUBLISHED');
  if (!post.account.grant.scopes.includes('video.list')) return [];
  const since = (post.attempts[0]?.startedAt ?? post.createdAt).getTime() - CLOCKS_APART_MS;
  const use = { purpose: 'STATUS', actor, teamId, postId } as const;
  try {
    const { videos } = await withAccessToken(deps.acrossTeams, post.account.grantId, use, (accessToken) =>
      deps.tiktok.listVideos({ accessToken, maxCount: MOST_CANDIDATES }),
    );
    return videos.filter(({ createdAt }) => createdAt !== null && createdAt.getTime() >= since);
  } catch (error) {
    if (!(error instanceof TikTokError)) throw error;
    throw toTikTokRefusal(error, deps.clock.now());
  }
}
