import type { PostSeries } from '@airdate/db';
import { z } from 'zod';
import type { TeamContext } from '../context.ts';
import { issue, ValidationError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { parseInput } from '../parse-input.ts';
import { LocalTimeInput } from '../schedules/local-time-input.ts';
import { instantOf } from '../schedules/time-zone.ts';
import { changeSeries } from './change-series.ts';
import { isPausedAt } from './plan-occurrences.ts';
import { withdrawOccurrences } from './withdraw-occurrences.ts';

const PauseSeriesInput = z.object({
  seriesId: z.string(),
  from: LocalTimeInput.nullish(),
  until: LocalTimeInput.nullish(),
});
export type PauseSeriesInput = z.input<typeof PauseSeriesInput>;

/**
 * Leaves out the occurrences of a span, and withdraws those that are planned in it. Takes the place of an earlier pause. A post that
 * somebody changed or agreed to on its own stays.
 *
 * @param input.from wall-clock time in the series' zone; unset, now
 * @param input.until exclusive; unset, until somebody resumes the series
 * @throws ForbiddenError | NotFoundError
 * @throws ValidationError when `until` has passed or is not after `from`
 * @throws ConflictError `series_ended`
 */
export async function pauseSeries(ctx: TeamContext, input: PauseSeriesInput): Promise<PostSeries> {
  const { seriesId, ...span } = parseInput(PauseSeriesInput, input);
  const { actor } = ctx;
  return changeSeries(ctx, seriesId, ({ timeZone }, now) => {
    const pausedFrom = span.from ? instantOf(span.from, timeZone) : now;
    const pausedUntil = span.until ? instantOf(span.until, timeZone) : null;
    if (pausedUntil && pausedUntil <= now) {
      throw new ValidationError([issue('time_in_past', ['until'])]);
    }
    if (pausedUntil && pausedUntil <= pausedFrom) {
      throw new ValidationError([issue('invalid_input', ['until'], 'A pause ends after it begins.')]);
    }
    return {
      set: { pausedFrom, pausedUntil },
      apply: async (tx, series, at) => {
        await withdrawOccurrences(tx, series, {
          which: ({ publishAt }) => publishAt !== null && isPausedAt(series, publishAt),
          actor,
          at,
        });
        const { teamId, accountId } = series;
        const data = { from: pausedFrom.toISOString(), until: pausedUntil?.toISOString() ?? null };
        await appendEvent(tx, { teamId, accountId, actor, at, type: 'series.paused', data });
      },
    };
  });
}

/**
 * Ends the pause of a series; the occurrences that are still to come are planned again.
 *
 * @throws ForbiddenError | NotFoundError
 * @throws ConflictError `series_ended`
 */
export async function resumeSeries(
  ctx: TeamContext,
  { seriesId }: { seriesId: string },
): Promise<PostSeries> {
  const { actor } = ctx;
  return changeSeries(ctx, seriesId, () => ({
    set: { pausedFrom: null, pausedUntil: null },
    apply: async (tx, { teamId, accountId }, at) => {
      await appendEvent(tx, { teamId, accountId, actor, at, type: 'series.resumed', data: {} });
    },
  }));
}
