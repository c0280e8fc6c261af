import { type MediaAsset, Prisma, type Tx } from '@airdate/db';
import { NotFoundError } from '../errors.ts';

/** @throws NotFoundError also for an asset of another team */
export async function getMediaAssetInTeam(db: Tx, teamId: string, mediaAssetId: string): Promise<MediaAsset> {
  const asset = await db.mediaAsset.findFirst({ where: { id: mediaAssetId, teamId } });
  if (!asset) throw new NotFoundError('media asset', ['mediaAssetId']);
  return asset;
}

export function mediaAssetsOfTeam(teamId: string): Prisma.MediaAssetWhereInput {
  return { teamId };
}

/** Whether a delete failed because a post refers to the row, even if the post began to only now. */
export function isReferencedByPost(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003';
}
