import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { type UpdateScheduleInput, updateSchedule } from './update-schedule.ts';

const deps = await createTestDeps({ jobs: [] });
const ctx = await createTestTeam(deps);

async function newSchedule(): Promise<{ scheduleId: string; accountId: string }> {
  const { id, schedule } = await createTestAccount(deps.db, ctx.teamId);
  return { accountId: id, scheduleId: schedule!.id };
}

function read(scheduleId: string) {
  return deps.db.schedule.findUniqueOrThrow({
    where: { id: scheduleId },
    select: {
      pausedAt: true,
      slots: {
        select: { weekday: true, minuteOfDay: true },
        orderBy: [{ weekday: 'asc' }, { minuteOfDay: 'asc' }],
      },
      account: { select: { timeZone: true } },
    },
  });
}

async function problemsOf(input: UpdateScheduleInput) {
  const error = await updateSchedule(ctx, input).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ValidationError);
  return (error as ValidationError).issues.map(({ code, path }) => [code, path.join('.')]);
}

test('slots are replaced as a whole; the zone is the account’s; each change is an event', async () => {
  const { scheduleId, accountId } = await newSchedule();
  await updateSchedule(ctx, { scheduleId, slots: [{ weekday: 1, hour: 9, minute: 0 }] });
  await updateSchedule(ctx, {
    scheduleId,
    timeZone: 'Europe/Berlin',
    slots: [
      { weekday: 7, hour: 23, minute: 59 },
      { weekday: 2, hour: 0, minute: 0 },
    ],
  });

  expect(await read(scheduleId)).toEqual({
    pausedAt: null,
    slots: [
      { weekday: 2, minuteOfDay: 0 },
      { weekday: 7, minuteOfDay: 1439 },
    ],
    account: { timeZone: 'Europe/Berlin' },
  });
  const events = await deps.db.event.findMany({ where: { accountId }, orderBy: { sequence: 'asc' } });
  expect(events.map(({ type, data }) => [type, data])).toEqual([
    ['schedule.updated', { slots: 1, paused: false, timeZone: 'UTC' }],
    ['account.updated', { timeZone: 'Europe/Berlin' }],
    ['schedule.updated', { slots: 2, paused: false, timeZone: 'Europe/Berlin' }],
  ]);
});

test('pausing keeps the slots, and the time of the pause', async () => {
  const { scheduleId } = await newSchedule();
  await updateSchedule(ctx, { scheduleId, slots: [{ weekday: 1, hour: 9, minute: 0 }], paused: true });
  const pausedAt = deps.clock.now();
  deps.clock.advance(1000);
  await updateSchedule(ctx, { scheduleId, paused: true });
  expect(await read(scheduleId)).toMatchObject({ pausedAt, slots: [{ weekday: 1 }] });

  await updateSchedule(ctx, { scheduleId, paused: false });
  expect(await read(scheduleId)).toMatchObject({ pausedAt: null, slots: [{ weekday: 1 }] });
});

test('an empty list removes all slots', async () => {
  const { scheduleId } = await newSchedule();
  await updateSchedule(ctx, { scheduleId, slots: [{ weekday: 1, hour: 9, minute: 0 }] });
  await updateSchedule(ctx, { scheduleId, slots: [] });
  expect((await read(scheduleId)).slots).toEqual([]);
});

test('repeated and impossible slots and unknown zones are all named, and nothing changes', async () => {
  const { scheduleId } = await newSchedule();
  const nine = { weekday: 1, hour: 9, minute: 0 };
  expect(
    await problemsOf({ scheduleId, slots: [nine, { ...nine, weekday: 2 }, nine], timeZone: '+02:00' }),
  ).toEqual([
    ['slot_repeated', 'slots.2'],
    ['unknown_time_zone', 'timeZone'],
  ]);
  expect(
    await problemsOf({
      scheduleId,
      slots: [
        { weekday: 0, hour: 9, minute: 0 },
        { weekday: 1, hour: 24, minute: -1 },
        { weekday: 8, hour: 1.5, minute: 0 },
      ],
    }),
  ).toEqual([
    ['invalid_input', 'slots.0.weekday'],
    ['invalid_input', 'slots.1.hour'],
    ['invalid_input', 'slots.1.minute'],
    ['invalid_input', 'slots.2.weekday'],
    ['invalid_input', 'slots.2.hour'],
  ]);
  expect(await read(scheduleId)).toMatchObject({ slots: [], account: { timeZone: 'UTC' } });
});

test('a schedule has 200 slots at most', async () => {
  const { scheduleId } = await newSchedule();
  const slots = Array.from({ length: 201 }, (_, i) => ({
    weekday: (i % 7) + 1,
    hour: Math.floor(i / 7) % 24,
    minute: Math.floor(i / 168),
  }));
  expect(await problemsOf({ scheduleId, slots })).toEqual([['invalid_input', 'slots']]);
  await updateSchedule(ctx, { scheduleId, slots: slots.slice(0, 200) });
  expect((await read(scheduleId)).slots).toHaveLength(200);
});

test('two replacements at once do not mix', async () => {
  const { scheduleId } = await newSchedule();
  const slotsOn = (weekday: number) =>
    Array.from({ length: 20 }, (_, hour) => ({ weekday, hour, minute: 0 }));
  await Promise.all(
    [1, 2, 3, 4].map((weekday) => updateSchedule(ctx, { scheduleId, slots: slotsOn(weekday) })),
  );

  const { slots } = await read(scheduleId);
  expect(slots).toHaveLength(20);
  expect(new Set(slots.map(({ weekday }) => weekday)).size).toBe(1);
});

test('a viewer may not change a schedule, and other teams’ schedules do not exist', async () => {
  const { scheduleId } = await newSchedule();
  const paused = { scheduleId, paused: true };
  await expect(updateSchedule({ ...ctx, role: 'VIEWER' }, paused)).rejects.toBeInstanceOf(ForbiddenError);
  await expect(updateSchedule(await createTestTeam(deps), paused)).rejects.toBeInstanceOf(NotFoundError);
  await expect(updateSchedule(ctx, { ...paused, scheduleId: randomUUID() })).rejects.toBeInstanceOf(
    NotFoundError,
  );
});
