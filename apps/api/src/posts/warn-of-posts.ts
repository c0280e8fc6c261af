import type { Prisma } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { type Forecast, forecastPosts } from './forecast-posts.ts';
import { DUE_STATUSES } from './post.ts';

const PAGE = 200;

/**
 * Tells the teams of planned posts that will not go out as things are: once for each reason, and again when it comes back
 * after it was gone.
 *
 * @param deps across teams
 * @param where of which posts; unset, all
 */
export async function warnOfPosts(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  where: Prisma.PostWhereInput = {},
): Promise<void> {
  let afterId: string | undefined;
  for (;;) {
    const forecasts = await forecastPosts(deps, where, { afterId, take: PAGE });
    for (const forecast of forecasts) await warn(deps, forecast);
    afterId = forecasts.at(-1)?.id;
    if (forecasts.length < PAGE) return;
  }
}

async function warn({ db, clock }: Pick<Deps, 'db' | 'clock'>, forecast: Forecast): Promise<void> {
  const { id, teamId, accountId, codes, warnedCodes } = forecast;
  const news = codes.filter((code) => !warnedCodes.includes(code));
  if (news.length === 0 && codes.length === warnedCodes.length) return;
  await withTransaction(db, async (tx) => {
    const { count } = await tx.post.updateMany({
      where: { id, status: { in: DUE_STATUSES }, warnedCodes: { equals: warnedCodes } },
      data: { warnedCodes: codes },
    });
    // Somebody else tells, or the post is on its way.
    if (count === 0 || news.length === 0) return;
    const data = { codes: news };
    const actor = { kind: 'system' } as const;
    await appendEvent(tx, {
      teamId,
      accountId,
      postId: id,
      type: 'post.warned',
      data,
      actor,
      at: clock.now(),
    });
  });
}
