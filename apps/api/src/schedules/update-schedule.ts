import type { Schedule, Tx } from '@airdate/db';
import { z } from 'zod';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { as, parseInput } from '../parse-input.ts';
import { TimeZoneInput } from '../teams/time-zone.ts';
import { getScheduleInTeam } from './schedule.queries.ts';
import type { WeeklySlot } from './slot.ts';

const MAX_SLOTS = 200;

const NO_SUCH_TIME = 'A slot has a weekday, an hour from 0 to 23 and a minute from 0 to 59.';
const within = (first: number, last: number) =>
  z.number().int(NO_SUCH_TIME).min(first, NO_SUCH_TIME).max(last, NO_SUCH_TIME);

const Slot = z
  .object({ weekday: within(1, 7), hour: within(0, 23), minute: within(0, 59) })
  .transform(({ weekday, hour, minute }): WeeklySlot => ({ weekday, minuteOfDay: hour * 60 + minute }));

const Slots = z
  .array(Slot)
  .max(MAX_SLOTS, `A schedule has at most ${MAX_SLOTS} slots.`)
  .superRefine((slots, ctx) => {
    for (const index of repeated(slots)) {
      const message = 'Two slots are at the same time of the same day.';
      ctx.addIssue({ code: 'custom', path: [index], ...as('slot_repeated', message) });
    }
  });

const UpdateScheduleInput = z.object({
  scheduleId: z.string(),
  slots: Slots.nullish(),
  paused: z.boolean().nullish(),
  timeZone: TimeZoneInput.nullish(),
});
export type UpdateScheduleInput = z.input<typeof UpdateScheduleInput>;

/**
 * Changes an account's weekly slots (all of them at once), its zone, or whether it is paused; what is left out stays.
 * Posts that are already scheduled keep their time.
 *
 * @param input.slots at most 200; weekday 1 (Monday) to 7, hour and minute on the wall clock of the account's zone
 * @throws ForbiddenError below editor
 * @throws ValidationError `slot_repeated`, `unknown_time_zone`, or `invalid_input` for a time that no clock shows
 * @throws NotFoundError also for a schedule of another team
 */
export async function updateSchedule(ctx: TeamContext, input: UpdateScheduleInput): Promise<Schedule> {
  requireRole(ctx, 'EDITOR');
  const { scheduleId, slots, paused, timeZone } = parseInput(UpdateScheduleInput, input);
  const { deps, teamId, actor } = ctx;
  return commitChange(ctx, async (tx) => {
    const before = await getScheduleInTeam(tx, teamId, scheduleId);
    const at = deps.clock.now();
    const account = before.account;
    if (slots) await replaceSlots(tx, scheduleId, slots);
    const pausedAt = (paused ?? before.pausedAt !== null) ? (before.pausedAt ?? at) : null;
    const after = await tx.schedule.update({ where: { id: scheduleId }, data: { pausedAt, updatedAt: at } });
    const zone = timeZone ?? account.timeZone;
    const log = { teamId, accountId: account.id, actor, at };
    if (zone !== account.timeZone) {
      await tx.account.update({ where: { id: account.id }, data: { timeZone: zone } });
    }
    const slotCount = await tx.scheduleSlot.count({ where: { scheduleId } });
    if (zone !== account.timeZone) {
      await appendEvent(tx, { ...log, type: 'account.updated', data: { timeZone: zone } });
    }
    await appendEvent(tx, {
      ...log,
      type: 'schedule.updated',
      data: { slots: slotCount, paused: pausedAt !== null, timeZone: zone },
    });
    return after;
  });
}

async function replaceSlots(tx: Tx, scheduleId: string, slots: WeeklySlot[]): Promise<void> {
  // The row is locked first, so that two replacements follow each other instead of mixing.
  await tx.$executeRaw`SELECT 1 FROM schedules WHERE id = ${scheduleId}::uuid FOR UPDATE`;
  await tx.scheduleSlot.deleteMany({ where: { scheduleId } });
  await tx.scheduleSlot.createMany({ data: slots.map((slot) => ({ scheduleId, ...slot })) });
}

/** Positions of slots that stand earlier in the list already. */
function repeated(slots: readonly WeeklySlot[]): number[] {
  const seen = new Set<number>();
  return slots.flatMap(({ weekday, minuteOfDay }, index) => {
    const minuteOfWeek = weekday * 1440 + minuteOfDay;
    if (seen.has(minuteOfWeek)) return [index];
    seen.add(minuteOfWeek);
    return [];
  });
}
