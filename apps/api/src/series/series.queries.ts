import type { PostSeries, Prisma, Tx } from '@airdate/db';
import { NotFoundError } from '../errors.ts';

/** A series with what planning its occurrences needs. */
export type PlannedSeries = PostSeries & { account: { grantId: string } };

export const WITH_GRANT = { account: { select: { grantId: true } } } satisfies Prisma.PostSeriesInclude;

/** @throws NotFoundError also for a series of another team */
export async function getSeriesInTeam(db: Tx, teamId: string, seriesId: string): Promise<PlannedSeries> {
  const series = await db.postSeries.findFirst({ where: { id: seriesId, teamId }, include: WITH_GRANT });
  if (!series) throw new NotFoundError('post series', ['postSeriesId']);
  return series;
}
