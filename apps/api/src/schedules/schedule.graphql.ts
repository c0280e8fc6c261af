import { AccountRef } from '../accounts/account.graphql.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { MOST_COUNTED } from '../graphql/most-counted.ts';
import { findNodes } from '../graphql/node-rows.ts';
import { directionArg } from '../graphql/order-direction.ts';
import { readPage } from '../graphql/read-page.ts';
import { signedIn, teamContext } from '../graphql/request-context.ts';
import { plannedAfter } from '../posts/planned-posts.queries.ts';
import { type FreeSlot, nextFreeSlots, SLOT_ORDER, selectPlanned } from './next-free-slots.ts';
import { schedulesOfTeam } from './schedule.queries.ts';
import { updateSchedule } from './update-schedule.ts';

const WeekdayRef = builder.enumType('Weekday', {
  description: "A day of the week on the wall clock of the account's zone.",
  values: {
    MONDAY: { value: 1, description: 'Day 1 of ISO 8601.' },
    TUESDAY: { value: 2, description: 'Day 2 of ISO 8601.' },
    WEDNESDAY: { value: 3, description: 'Day 3 of ISO 8601.' },
    THURSDAY: { value: 4, description: 'Day 4 of ISO 8601.' },
    FRIDAY: { value: 5, description: 'Day 5 of ISO 8601.' },
    SATURDAY: { value: 6, description: 'Day 6 of ISO 8601.' },
    SUNDAY: { value: 7, description: 'Day 7 of ISO 8601.' },
  } as const,
});
type Weekday = typeof WeekdayRef.$inferType;

builder.prismaObject('ScheduleSlot', {
  description: "A weekly wall-clock time in the account's zone.",
  fields: (t) => ({
    weekday: t.field({
      type: WeekdayRef,
      description: "In the account's zone.",
      select: { weekday: true },
      resolve: ({ weekday }) => weekday as Weekday,
    }),
    hour: t.int({
      description: '0 to 23.',
      select: { minuteOfDay: true },
      resolve: ({ minuteOfDay }) => Math.floor(minuteOfDay / 60),
    }),
    minute: t.int({
      description: '0 to 59.',
      select: { minuteOfDay: true },
      resolve: ({ minuteOfDay }) => minuteOfDay % 60,
    }),
  }),
});

const FreeSlotRef = builder.objectRef<FreeSlot>('FreeSlot').implement({
  description: 'The next time of a weekly slot that no scheduled post holds.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When a post in this slot would go out.' }),
    localTime: t.expose('localTime', {
      type: 'LocalDateTime',
      description: 'The same in `timeZone`, fit for `schedulePost`.',
    }),
    timeZone: t.expose('timeZone', { type: 'TimeZone', description: "The account's." }),
  }),
});

const ScheduleRef = builder.prismaNode('Schedule', {
  id: { field: 'id' },
  nullable: true,
  description: "An account's weekly slots.",
  findUnique: findNodes('Schedule', (ctx) => ({ account: { teamId: signedIn(ctx).viewer.teamId } })),
  fields: (t) => ({
    account: t.relation('account', {
      description: 'Each account has one schedule, and each schedule one account.',
    }),
    timeZone: t.field({
      type: 'TimeZone',
      description: "The account's.",
      select: { account: { select: { timeZone: true } } },
      resolve: ({ account }) => account.timeZone,
    }),
    paused: t.boolean({
      description: 'Whether no slot is offered or taken. Posts that are planned already go out all the same.',
      select: { pausedAt: true },
      resolve: ({ pausedAt }) => pausedAt !== null,
    }),
    slots: t.relation('slots', {
      description: 'At most 200, from Monday on, then by time of day.',
      query: { orderBy: SLOT_ORDER },
    }),
    nextFreeSlots: t.field({
      type: [FreeSlotRef],
      description:
        'The next times that no planned post of the account holds, soonest first. None while the schedule is paused.',
      args: { first: t.arg.int({ defaultValue: 5, description: 'How many, 0 to 50.' }) },
      select: (_args, { deps }) => selectPlanned(plannedAfter(deps.clock.now())),
      resolve: (schedule, { first }, { deps }) => nextFreeSlots(schedule, deps.clock.now(), first ?? 5),
    }),
  }),
});

builder.prismaObjectField(AccountRef, 'schedule', (t) =>
  t.relation('schedule', {
    nullable: false,
    onNull: 'error',
    description: 'Its weekly slots, perhaps none.',
  }),
);

builder.queryField('schedules', (t) =>
  t.prismaConnection(
    {
      type: ScheduleRef,
      cursor: 'id',
      description: 'The schedules of accounts that are not disconnected, in the order of the accounts.',
      args: {
        paused: t.arg.boolean({
          description: 'Only those that are paused, or only the others; without it, both.',
        }),
        direction: directionArg(t, 'asc'),
      },
      totalCount: (_root, { paused }, ctx) =>
        ctx.deps.db.schedule.count({
          take: MOST_COUNTED,
          where: schedulesOfTeam(signedIn(ctx).viewer.teamId, { paused }),
        }),
      resolve: (query, _root, { paused, direction }, ctx) => {
        const { schedule } = ctx.deps.db;
        const { teamId } = signedIn(ctx).viewer;
        const where = schedulesOfTeam(teamId, { paused });
        return readPage(query, {
          where,
          order: [{ account: { createdAt: direction } }, { id: direction }],
          find: (id) =>
            schedule.findFirst({
              where: { id, account: { teamId } },
              select: { id: true, account: { select: { createdAt: true } } },
            }),
          read: (page) => schedule.findMany(page),
        });
      },
    },
    { name: 'ScheduleConnection' },
    { name: 'ScheduleEdge' },
  ),
);

const ScheduleSlotInput = builder.inputType('ScheduleSlotInput', {
  description: "A weekly wall-clock time in the account's zone; no two slots of a schedule may be the same.",
  fields: (t) => ({
    weekday: t.field({ type: WeekdayRef, required: true, description: "In the account's zone." }),
    hour: t.int({ required: true, description: '0 to 23.' }),
    minute: t.int({ required: true, description: '0 to 59.' }),
  }),
});

const UpdateScheduleInput = builder.inputType('UpdateScheduleInput', {
  description: 'Only the given fields change.',
  fields: (t) => ({
    scheduleId: t.id({ required: true, description: 'The id of the schedule, not of its account.' }),
    slots: t.field({ type: [ScheduleSlotInput], description: 'All slots from now on; at most 200.' }),
    paused: t.boolean({ description: 'True stops offering slots until somebody sends false.' }),
    timeZone: t.field({ type: 'TimeZone', description: "Also becomes the account's." }),
  }),
});

builder.mutationField('updateSchedule', (t) =>
  t.prismaField({
    type: ScheduleRef,
    description:
      'Changes the slots, the zone, or whether slots are offered. Posts that are already scheduled keep their time. Needs the role editor.',
    errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
    args: { input: t.arg({ type: UpdateScheduleInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const scheduleId = rowId('Schedule', input.scheduleId);
      const { id } = await updateSchedule(teamContext(ctx), { ...input, scheduleId });
      return ctx.deps.db.schedule.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
