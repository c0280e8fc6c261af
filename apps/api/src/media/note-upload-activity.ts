import type { Deps } from '../deps.ts';

/** Notes that bytes of an upload arrive, so that it does not count as abandoned. */
export async function noteUploadActivity({ db, clock }: Deps, mediaAssetId: string): Promise<void> {
  await db.mediaAsset.updateMany({
    where: { id: mediaAssetId, status: 'UPLOADING' },
    data: { updatedAt: clock.now() },
  });
}
