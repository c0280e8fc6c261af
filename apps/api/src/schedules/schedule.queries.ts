import type { Prisma, Schedule, Tx } from '@airdate/db';
import { NotFoundError } from '../errors.ts';

/** @throws NotFoundError also for a schedule of another team */
export async function getScheduleInTeam(
  db: Tx,
  teamId: string,
  scheduleId: string,
): Promise<Schedule & { account: { id: string; timeZone: string } }> {
  const schedule = await db.schedule.findFirst({
    where: { id: scheduleId, account: { teamId } },
    include: { account: { select: { id: true, timeZone: true } } },
  });
  if (!schedule) throw new NotFoundError('schedule', ['scheduleId']);
  return schedule;
}

/** Schedules of a team's connected accounts. */
export function schedulesOfTeam(
  teamId: string,
  { paused }: { paused?: boolean | null } = {},
): Prisma.ScheduleWhereInput {
  return {
    account: { teamId, status: { not: 'DISCONNECTED' } },
    ...(typeof paused === 'boolean' && { pausedAt: paused ? { not: null } : null }),
  };
}
