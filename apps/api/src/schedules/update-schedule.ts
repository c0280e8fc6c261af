import type { Schedule, Tx } from '@airdate/db';
import { z } from 'zod';
import { requireRole, type TeamContext, withTransaction } from '../context.ts';
import { ValidationError, type ValidationIssue } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { getScheduleInTeam } from './schedule.queries.ts';
import type { WeeklySlot } from './slot.ts';
import { isTimeZone } from './time-zone.ts';

export const MAX_SLOTS = 200;

const Slot = z.object({
  weekday: z.number().int().min(1).max(7),
  hour: z.number().int().min(0).max(23),
  minute: z.number().int().min(0).max(59),
});

const UpdateScheduleInput = z.object({
  scheduleId: z.string(),
  slots: z.array(Slot).max(MAX_SLOTS).nullish(),
  paused: z.boolean().nullish(),
  timeZone: z.string().nullish(),
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
  const { scheduleId, slots, paused, timeZone } = parse(input);
  const { deps, teamId, actor } = ctx;
  return withTransaction(deps.db, async (tx) => {
    const before = await getScheduleInTeam(tx, teamId, scheduleId);
    const at = deps.clock.now();
    const account = before.account;
    if (slots) await replaceSlots(tx, scheduleId, slots);
    const pausedAt = paused === undefined ? before.pausedAt : paused ? (before.pausedAt ?? at) : null;
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

function parse(input: UpdateScheduleInput) {
  const parsed = UpdateScheduleInput.safeParse(input);
  if (!parsed.success) {
    throw new ValidationError(
      parsed.error.issues.map(({ message, path }) => ({
        code: 'invalid_input',
        message: sentenceFor(path, message),
        path: path.map(String),
      })),
    );
  }
  const { scheduleId, slots, paused, timeZone } = parsed.data;
  const weekly = slots?.map(({ weekday, hour, minute }) => ({ weekday, minuteOfDay: hour * 60 + minute }));
  const issues = [...repeats(weekly ?? []), ...unknownZone(timeZone)];
  if (issues.length > 0) throw new ValidationError(issues);
  return { scheduleId, slots: weekly, paused: paused ?? undefined, timeZone: timeZone ?? undefined };
}

function sentenceFor(path: PropertyKey[], message: string): string {
  if (path[0] !== 'slots') return `${message}.`;
  if (path.length === 1) return `A schedule has at most ${MAX_SLOTS} slots.`;
  return 'A slot has a weekday, an hour from 0 to 23 and a minute from 0 to 59.';
}

function repeats(slots: WeeklySlot[]): ValidationIssue[] {
  const seen = new Set<number>();
  const issues: ValidationIssue[] = [];
  for (const [index, { weekday, minuteOfDay }] of slots.entries()) {
    const minuteOfWeek = weekday * 1440 + minuteOfDay;
    if (seen.has(minuteOfWeek)) {
      const message = 'Two slots are at the same time of the same day.';
      issues.push({ code: 'slot_repeated', message, path: ['slots', String(index)] });
    }
    seen.add(minuteOfWeek);
  }
  return issues;
}

function unknownZone(timeZone: string | null | undefined): ValidationIssue[] {
  if (timeZone == null || isTimeZone(timeZone)) return [];
  return [
    {
      code: 'unknown_time_zone',
      message: 'Choose an IANA time zone, such as Europe/Berlin.',
      path: ['timeZone'],
    },
  ];
}
