import type { Post } from '@airdate/db';
import { getAccountInTeam } from '../accounts/account.queries.ts';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { ValidationError } from '../errors.ts';
import { getMediaAssetInTeam, holdMediaAsset } from '../media/media.queries.ts';
import { parseInput } from '../parse-input.ts';
import { assertActionAvailable } from './assert-action-available.ts';
import { holdUnchanged } from './assert-unchanged.ts';
import { movePost } from './move-post.ts';
import { getPostInTeam } from './post.queries.ts';
import { NO_PROBLEM } from './post.ts';
import { UpdatePostInput } from './post-input.ts';
import { checkDraft } from './posting-rules.ts';

/**
 * Changes a post that has not gone out. A post that was agreed to becomes a draft again, because the consent was for
 * something else. With `contentHash`, only a post that still is what the caller saw is changed.
 *
 * @throws ValidationError | NotFoundError | ForbiddenError | ConflictError | PostChangedError
 */
export async function updatePost(ctx: TeamContext, input: UpdatePostInput): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  const { postId, contentHash, ...parsed } = parseInput(UpdatePostInput, input);
  const { deps, teamId, actor } = ctx;
  const post = await getPostInTeam(deps.db, teamId, postId);
  assertActionAvailable(post, 'EDIT');
  const changes = Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined));
  if (parsed.accountId) await getAccountInTeam(deps.db, teamId, parsed.accountId);
  if (parsed.mediaAssetId) await getMediaAssetInTeam(deps.db, teamId, parsed.mediaAssetId);
  const issues = checkDraft({ ...post, ...changes });
  if (issues.length > 0) throw new ValidationError(issues);

  await commitChange(ctx, async (tx) => {
    if (parsed.mediaAssetId) await holdMediaAsset(tx, teamId, parsed.mediaAssetId);
    if (contentHash !== undefined) await holdUnchanged(tx, postId, contentHash);
    await movePost(tx, post, {
      to: 'DRAFT',
      actor,
      at: deps.clock.now(),
      set: {
        ...changes,
        publishAt: null,
        publishLocalTime: null,
        publishTimeZone: null,
        ...NO_PROBLEM,
      },
      event: { type: 'post.updated', data: { changed: Object.keys(changes) } },
    });
  });
  return getPostInTeam(deps.db, teamId, postId);
}
