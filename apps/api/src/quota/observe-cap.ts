import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { retryAtAfterFailure } from '../explain-failure.ts';
import { DAY_MS, DIRECT_POST_CAP_CODE } from './quota.ts';

/**
 * Records that TikTok refused because a cap is used up, and tells every team that uses the creator.
 *
 * @param cap.code TikTok's error code
 * @returns when to try again: TikTok's window slides, so there is room for a direct post once the oldest of ours leaves it
 */
export async function observeCap(
  deps: Pick<Deps, 'db' | 'clock'>,
  cap: { grantId: string; code: string; logId: string | null },
): Promise<Date> {
  const at = deps.clock.now();
  const counted = cap.code === DIRECT_POST_CAP_CODE ? await countedPosts(deps, cap.grantId, at) : [];
  const [oldest] = counted;
  const retryAt = oldest
    ? new Date(oldest.getTime() + DAY_MS)
    : (retryAtAfterFailure(cap.code, at) ?? new Date(at.getTime() + DAY_MS));
  const postCount = counted.length > 0 ? counted.length : null;
  await withTransaction(deps.db, async (tx) => {
    await tx.capObservation.create({ data: { ...cap, observedAt: at, retryAt, postCount } });
    const accounts = await tx.account.findMany({
      where: { grantId: cap.grantId, status: { not: 'DISCONNECTED' } },
      select: { id: true, teamId: true },
      // Every transaction takes the teams' counters in this order.
      orderBy: { teamId: 'asc' },
    });
    for (const account of accounts) {
      await appendEvent(tx, {
        teamId: account.teamId,
        accountId: account.id,
        actor: { kind: 'tiktok' },
        at,
        type: 'quota.cap_reached',
        data: { code: cap.code, retryAt: retryAt.toISOString() },
      });
    }
  });
  return retryAt;
}

/**
 * When TikTok took our direct posts of the 24 hours before an instant, the oldest first; the later of begin and verdict,
 * because nobody says which of them it counts.
 */
async function countedPosts({ db }: Pick<Deps, 'db'>, grantId: string, at: Date): Promise<Date[]> {
  const attempts = await db.publishAttempt.findMany({
    where: {
      publishId: { not: null },
      startedAt: { gt: new Date(at.getTime() - 2 * DAY_MS) },
      OR: [{ outcome: null }, { outcome: { not: 'FAILED' } }],
      post: { mode: 'DIRECT', account: { grantId } },
    },
    select: { startedAt: true, finishedAt: true },
  });
  return attempts
    .map(({ startedAt, finishedAt }) => finishedAt ?? startedAt)
    .filter((takenAt) => takenAt.getTime() > at.getTime() - DAY_MS)
    .sort((a, b) => a.getTime() - b.getTime());
}
