import type { Prisma } from '@airdate/db';
import { DUE_STATUSES, PUBLISHING_STATUSES } from '../posts/post.ts';

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
          { status: { in: DUE_STATUSES }, publishAt: { lte: dueBy } },
          {
            status: { in: PUBLISHING_STATUSES },
            OR: [{ nextCheckAt: null }, { nextCheckAt: { lte: dueBy } }],
          },
        ],
      },
    ],
  };
}
