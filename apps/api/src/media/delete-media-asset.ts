import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { ConflictError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { removeMediaBytesJob } from './media.jobs.ts';
import { getMediaAssetInTeam, isReferencedByPost } from './media.queries.ts';

/**
 * Deletes an asset that no post refers to, whether its upload is complete or not. Its bytes follow after the commit.
 *
 * @returns the id of what was deleted
 * @throws ForbiddenError below editor
 * @throws NotFoundError also for an asset of another team
 * @throws ConflictError `media_in_use` when a post in any status refers to it
 */
export async function deleteMediaAsset(ctx: TeamContext, input: { mediaAssetId: string }): Promise<string> {
  requireRole(ctx, 'EDITOR');
  const { db, jobs, clock } = ctx.deps;
  const asset = await getMediaAssetInTeam(db, ctx.teamId, input.mediaAssetId);
  try {
    await commitChange(ctx, async (tx) => {
      const { count } = await tx.mediaAsset.deleteMany({ where: { id: asset.id } });
      if (count === 0) return;
      await jobs.enqueue(removeMediaBytesJob, { storageKey: asset.storageKey }, { tx });
      await appendEvent(tx, {
        teamId: ctx.teamId,
        mediaAssetId: asset.id,
        actor: ctx.actor,
        at: clock.now(),
        type: 'media.deleted',
        data: { fileName: asset.fileName },
      });
    });
  } catch (error) {
    if (isReferencedByPost(error)) throw inUse(asset.fileName);
    throw error;
  }
  return asset.id;
}

function inUse(fileName: string): ConflictError {
  return new ConflictError('media_in_use', {
    path: ['mediaAssetId'],
    message: `${fileName} belongs to a post and cannot be deleted.`,
  });
}
