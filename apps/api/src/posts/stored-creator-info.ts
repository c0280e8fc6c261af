import type { StoredCreatorInfo, Tx } from '@airdate/db';
import type { CreatorInfo } from '@airdate/tiktok';

/**
 * Keeps what TikTok just said of a creator, for planning. An answer without the choices, as TikTok may give at a cap,
 * leaves the one before in its place.
 */
export async function storeCreatorInfo(
  db: Tx,
  grantId: string,
  info: CreatorInfo,
  fetchedAt: Date,
): Promise<void> {
  const { username, nickname, privacyLevelOptions, maxVideoPostDurationSeconds } = info;
  if (nickname === null || maxVideoPostDurationSeconds === null || privacyLevelOptions.length === 0) return;
  const { commentDisabled, duetDisabled, stitchDisabled } = info;
  const row = {
    ...{ username, nickname, privacyLevelOptions, maxVideoPostDurationSeconds, fetchedAt },
    ...{ commentDisabled, duetDisabled, stitchDisabled },
  };
  await db.storedCreatorInfo.upsert({
    where: { grantId },
    create: { grantId, ...row },
    update: row,
  });
}

/** What TikTok last said of a creator; null when that is longer ago than `maxAgeMs`. */
export function readStoredCreatorInfo(
  db: Tx,
  grantId: string,
  now: Date,
  maxAgeMs: number,
): Promise<StoredCreatorInfo | null> {
  return db.storedCreatorInfo.findFirst({
    where: { grantId, fetchedAt: { gt: new Date(now.getTime() - maxAgeMs) } },
  });
}
