import type { PostSeries } from '@airdate/db';
import { z } from 'zod';
import type { TeamContext } from '../context.ts';
import { issue, ValidationError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { parseInput } from '../parse-input.ts';
import { DAY_MS } from '../quota/quota.ts';
import { OccurrenceTimeInput } from '../schedules/local-time-input.ts';
import { instantOf } from '../schedules/time-zone.ts';
import { changeSeries } from './change-series.ts';
import { occurrencesBetween } from './recurrence.ts';
import { withdrawOccurrences } from './withdraw-occurrences.ts';

const SkipOccurrenceInput = z.object({
  seriesId: z.string(),
  localTime: OccurrenceTimeInput,
});
export type SkipOccurrenceInput = z.input<typeof SkipOccurrenceInput>;

/**
 * Leaves out one occurrence of a series, however far ahead; its post, if it is planned already, is withdrawn unless somebody
 * changed it or agreed to it on its own. Doing it twice does nothing more.
 *
 * @param input.localTime the occurrence's, in the series' zone
 * @throws ForbiddenError | NotFoundError
 * @throws ValidationError `no_occurrence` when the series has none then, or it has passed
 * @throws ConflictError `series_ended`
 */
export async function skipOccurrence(ctx: TeamContext, input: SkipOccurrenceInput): Promise<PostSeries> {
  const { seriesId, localTime } = parseInput(SkipOccurrenceInput, input);
  const { actor } = ctx;
  return changeSeries(ctx, seriesId, (before, now) => {
    const time = instantOf(localTime, before.timeZone);
    const around = occurrencesBetween(
      before,
      new Date(time.getTime() - DAY_MS),
      new Date(time.getTime() + DAY_MS),
    );
    if (time <= now || !around.some((occurrence) => occurrence.localTime === localTime)) {
      throw new ValidationError([issue('no_occurrence', ['localTime'])]);
    }
    return {
      set: { skipped: [...new Set([...before.skipped, localTime])].sort() },
      apply: async (tx, series, at) => {
        await withdrawOccurrences(tx, series, {
          which: (post) => post.occurrenceLocalTime === localTime,
          actor,
          at,
        });
        if (before.skipped.includes(localTime)) return;
        const { teamId, accountId } = series;
        const data = { localTime };
        await appendEvent(tx, { teamId, accountId, actor, at, type: 'series.occurrence_skipped', data });
      },
    };
  });
}
