import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { lockCreatorPlan } from '../posts/hold-creator-plan.ts';
import { planOccurrences } from './plan-occurrences.ts';
import { WITH_GRANT } from './series.queries.ts';

/**
 * Plans the occurrences that came into reach, of every series that goes on. A series that fails is logged and keeps none of the
 * others back.
 *
 * @returns how many posts were made
 * @throws AggregateError after all were tried, when some failed
 */
export async function planAllSeries(deps: Deps): Promise<number> {
  const ongoing = await deps.db.postSeries.findMany({
    where: { endedAt: null, account: { status: { not: 'DISCONNECTED' } } },
    select: { id: true, ...WITH_GRANT },
  });
  let planned = 0;
  const failures: unknown[] = [];
  for (const { id, account } of ongoing) {
    try {
      planned += await withTransaction(deps.db, async (tx) => {
        await lockCreatorPlan(tx, account.grantId);
        const series = await tx.postSeries.findUniqueOrThrow({ where: { id }, include: WITH_GRANT });
        return planOccurrences(tx, series, deps.clock.now());
      });
    } catch (error) {
      failures.push(error);
      deps.log.error({ err: error, seriesId: id }, 'the occurrences of a series could not be planned');
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Some series could not be planned.');
  return planned;
}
