import { KEEPS_PLAN, type StoredCreatorInfo, type Tx } from '@airdate/db';
import type { CreatorInfo } from '@airdate/tiktok';
import { gatherByDb } from '../gather.ts';

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
  await storeOne(db, {
    ...{ grantId, username, nickname, privacyLevelOptions, maxVideoPostDurationSeconds, fetchedAt },
    ...{ commentDisabled, duetDisabled, stitchDisabled },
  });
}

/** What is learnt of many creators at the same moment is one statement; of two answers about one the later stays. */
const storeOne = gatherByDb(async (db, rows: StoredCreatorInfo[]): Promise<undefined[]> => {
  await db.$executeRaw`${KEEPS_PLAN}
    INSERT INTO creator_infos (
      grant_id, username, nickname, privacy_level_options, comment_disabled, duet_disabled, stitch_disabled,
      max_video_post_duration_seconds, fetched_at
    )
    SELECT DISTINCT ON ("grantId")
      "grantId", username, nickname, "privacyLevelOptions", "commentDisabled", "duetDisabled", "stitchDisabled",
      "maxVideoPostDurationSeconds", "fetchedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS told (
      "grantId" uuid, username text, nickname text, "privacyLevelOptions" text[], "commentDisabled" boolean,
      "duetDisabled" boolean, "stitchDisabled" boolean, "maxVideoPostDurationSeconds" int, "fetchedAt" timestamptz
    )
    ORDER BY "grantId", "fetchedAt" DESC
    ON CONFLICT (grant_id) DO UPDATE SET
      username = excluded.username,
      nickname = excluded.nickname,
      privacy_level_options = excluded.privacy_level_options,
      comment_disabled = excluded.comment_disabled,
      duet_disabled = excluded.duet_disabled,
      stitch_disabled = excluded.stitch_disabled,
      max_video_post_duration_seconds = excluded.max_video_post_duration_seconds,
      fetched_at = excluded.fetched_at`;
  return rows.map(() => undefined);
});

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
