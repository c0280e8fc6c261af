import { acrossTeams, type Tx } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';

/** Any number; every process takes the same lock. */
const ROOM_LOCK = 7_240_115;

/** What is about to take room. */
type Room = {
  /** Further unfinished uploads. */
  uploads: number;
  /** Further bytes of unfinished uploads. */
  sizeBytes: number;
};

/**
 * Makes sure that one more upload, or what one turns out to have in bytes, fits: among those of the team, and on the disk together with all that any team has
 * announced. Holds back others who ask until the transaction ends, so that they see what this one takes.
 *
 * @throws ConflictError `too_many_uploads` or `disk_full`
 */
export async function reserveRoom(
  { deps, teamId }: { deps: Pick<Deps, 'config' | 'storage'>; teamId: string },
  tx: Tx,
  { uploads, sizeBytes }: Room,
): Promise<void> {
  const { openUploads, announcedBytes, freeDiskBytes } = deps.config.limits;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ROOM_LOCK})`;
  const open = { status: 'UPLOADING' } as const;
  const own = await tx.mediaAsset.aggregate({
    where: { ...open, teamId },
    _count: true,
    _sum: { sizeBytes: true },
  });
  if (own._count + uploads > openUploads || Number(own._sum.sizeBytes ?? 0) + sizeBytes > announcedBytes) {
    const message = `A team has at most ${openUploads} unfinished uploads of ${announcedBytes} bytes together.`;
    throw new ConflictError('too_many_uploads', { message });
  }
  const all = await acrossTeams(tx, () =>
    tx.mediaAsset.aggregate({ where: open, _sum: { sizeBytes: true } }),
  );
  const left = (await deps.storage.freeBytes()) - Number(all._sum.sizeBytes ?? 0) - sizeBytes;
  if (left < freeDiskBytes) throw new ConflictError('disk_full');
}
