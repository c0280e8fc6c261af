import type { Prisma, Tx } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { ConflictError } from '../errors.ts';
import { lockCreatorPlan } from '../posts/hold-creator-plan.ts';
import { warnOfPosts } from '../posts/warn-of-posts.ts';
import { planOccurrences } from './plan-occurrences.ts';
import { getSeriesInTeam, type PlannedSeries } from './series.queries.ts';

/** What a change writes into the series, and does besides with the series as it is then. */
type Change = {
  set: Prisma.PostSeriesUpdateInput;
  apply(tx: Tx, changed: PlannedSeries, at: Date): Promise<void>;
};

/**
 * Changes a series that has not ended, and plans what it lacks then.
 *
 * @param decide reads the series, and refuses by throwing; may run more than once
 * @throws ForbiddenError | NotFoundError
 * @throws ConflictError `series_ended`
 */
export async function changeSeries(
  ctx: TeamContext,
  seriesId: string,
  decide: (series: PlannedSeries, at: Date) => Change,
): Promise<PlannedSeries> {
  requireRole(ctx, 'EDITOR');
  const { deps, teamId } = ctx;
  const { account } = await getSeriesInTeam(deps.db, teamId, seriesId);
  const series = await commitChange(ctx, async (tx) => {
    await lockCreatorPlan(tx, account.grantId);
    const series = await getSeriesInTeam(tx, teamId, seriesId);
    if (series.endedAt !== null) throw new ConflictError('series_ended');
    const at = deps.clock.now();
    const { set, apply } = decide(series, at);
    await tx.postSeries.update({ where: { id: seriesId }, data: { ...set, updatedAt: at } });
    const changed = await getSeriesInTeam(tx, teamId, seriesId);
    await apply(tx, changed, at);
    await planOccurrences(tx, changed, at);
    return changed;
  });
  await warnOfPosts(deps.acrossTeams, { seriesId: series.id });
  return series;
}
