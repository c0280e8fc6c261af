import type { Tx } from '@airdate/db';
import { DAY_MS, DIRECT_POST_CAP_CODE } from './quota.ts';

/** TikTok may give a creator another cap, and other apps take their share of it, so what was learnt is forgotten. */
const REMEMBERED_MS = 7 * DAY_MS;

/**
 * How many direct posts TikTok took from us in 24 hours before it refused the next one: the most of the last seven days.
 *
 * @returns null when it did not refuse any
 */
export async function learntDirectPostCap(db: Tx, grantId: string, now: Date): Promise<number | null> {
  return (await learntDirectPostCaps(db, [grantId], now)).get(grantId) ?? null;
}

/** {@link learntDirectPostCap} of several creators. */
export async function learntDirectPostCaps(
  db: Tx,
  grantIds: string[],
  now: Date,
): Promise<Map<string, number>> {
  const learnt = await db.capObservation.groupBy({
    by: ['grantId'],
    where: {
      grantId: { in: grantIds },
      code: DIRECT_POST_CAP_CODE,
      observedAt: { gt: new Date(now.getTime() - REMEMBERED_MS) },
      postCount: { gt: 0 },
    },
    _max: { postCount: true },
  });
  return new Map(learnt.map(({ grantId, _max }) => [grantId, _max.postCount!]));
}
