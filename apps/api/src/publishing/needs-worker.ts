import type { Prisma } from '@airdate/db';

/**
 * Posts for a worker to take up: due, or left behind by one that died. Whoever claims and whoever sweeps ask the same.
 *
 * @param dueBy the instant by which it has to be due: now, or a little earlier to give its job a head start
 */
export function needsWorker(now: Date, dueBy: Date = now): Prisma.PostWhereInput {
  return {
    AND: [
      { OR: [{ leaseExpiresAt: null }, { leaseExpiresAt: { lte: now } }] },
      {
        OR: [
          { status: 'SCHEDULED', publishAt: { lte: dueBy } },
          { status: 'PUBLISHING', OR: [{ nextCheckAt: null }, { nextCheckAt: { lte: dueBy } }] },
        ],
      },
    ],
  };
}
