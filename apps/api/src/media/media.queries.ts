import { type MediaAsset, type MediaStatus, Prisma, type Tx } from '@airdate/db';
import { NotFoundError } from '../errors.ts';

/** @throws NotFoundError also for an asset of another team */
export async function getMediaAssetInTeam(db: Tx, teamId: string, mediaAssetId: string): Promise<MediaAsset> {
  const asset = await db.mediaAsset.findFirst({ where: { id: mediaAssetId, teamId } });
  if (!asset) throw new NotFoundError('media asset', ['mediaAssetId']);
  return asset;
}

/**
 * The same inside a transaction that is about to refer to the asset: nobody deletes it before the transaction ends.
 *
 * @throws NotFoundError also for one that was deleted a moment ago
 */
export async function holdMediaAsset(tx: Tx, teamId: string, mediaAssetId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM media_assets WHERE id = ${mediaAssetId}::uuid FOR KEY SHARE`;
  await getMediaAssetInTeam(tx, teamId, mediaAssetId);
}

/** Media assets of a team, in any status unless some are named. */
export function mediaAssetsOfTeam(
  teamId: string,
  { status }: { status?: MediaStatus[] | null } = {},
): Prisma.MediaAssetWhereInput {
  return { teamId, ...(status && { status: { in: status } }) };
}

/** Whether a delete failed because a post refers to the row, even if the post began to only now. */
export function isReferencedByPost(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003';
}
