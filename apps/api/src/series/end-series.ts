import type { PostSeries } from '@airdate/db';
import type { TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { changeSeries } from './change-series.ts';
import { withdrawOccurrences } from './withdraw-occurrences.ts';

/**
 * Ends a series for good, and withdraws what is planned of it. A post that somebody changed or agreed to on its own stays.
 *
 * @throws ForbiddenError | NotFoundError
 * @throws ConflictError `series_ended` when it has ended already
 */
export async function endSeries(ctx: TeamContext, { seriesId }: { seriesId: string }): Promise<PostSeries> {
  const { actor } = ctx;
  return changeSeries(ctx, seriesId, (_series, now) => ({
    set: { endedAt: now },
    apply: async (tx, series, at) => {
      await withdrawOccurrences(tx, series, { which: () => true, actor, at });
      const { teamId, accountId } = series;
      await appendEvent(tx, { teamId, accountId, actor, at, type: 'series.ended', data: {} });
    },
  }));
}
