import type { Post } from '@airdate/db';
import { getAccountInTeam } from '../accounts/account.queries.ts';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { ValidationError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { getMediaAssetInTeam, holdMediaAsset } from '../media/media.queries.ts';
import { parseInput } from '../parse-input.ts';
import { CreatePostInput } from './post-input.ts';
import { checkDraft } from './posting-rules.ts';

/**
 * Saves a draft. Nothing is published before `publishPost` or `schedulePost`.
 *
 * @throws ValidationError | NotFoundError | ForbiddenError
 */
export async function createPost(ctx: TeamContext, input: CreatePostInput): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  const choices = parseInput(CreatePostInput, input);
  const { deps, teamId, actor } = ctx;
  const account = await getAccountInTeam(deps.db, teamId, choices.accountId);
  const mediaAsset = await getMediaAssetInTeam(deps.db, teamId, choices.mediaAssetId);
  const issues = checkDraft(choices);
  if (issues.length > 0) throw new ValidationError(issues);

  const at = deps.clock.now();
  return commitChange(ctx, async (tx) => {
    await holdMediaAsset(tx, teamId, mediaAsset.id);
    const post = await tx.post.create({
      data: {
        ...choices,
        teamId,
        accountId: account.id,
        mediaAssetId: mediaAsset.id,
        createdById: actor.kind === 'user' ? actor.id : null,
        createdAt: at,
      },
    });
    await appendEvent(tx, {
      teamId,
      postId: post.id,
      accountId: account.id,
      actor,
      at,
      type: 'post.created',
      data: { caption: post.caption },
    });
    return post;
  });
}
