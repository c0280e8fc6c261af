import { randomUUID } from 'node:crypto';
import { createDb } from '@airdate/db';
import { encodeGlobalID } from '@pothos/plugin-relay';
import { afterAll, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';

const base = await createTestDeps({ jobs: [] });
const statements: string[] = [];
const counted = createDb({ url: base.databaseUrl, onQuery: ({ sql }) => statements.push(sql) });
afterAll(() => counted.$disconnect());
const deps = { ...base, db: counted };
deps.clock.set('2026-03-27T12:00:00Z');
const team = await createTestTeam(deps);
const { url } = await startTestServer(deps);
const ask = graphqlClient(url, await testApiKey(team));

const UPDATE = /* GraphQL */ `
  mutation ($input: UpdateScheduleInput!) {
    updateSchedule(input: $input) {
      __typename
      ... on Schedule {
        timeZone paused
        slots { weekday hour minute }
        nextFreeSlots(first: 3) { at localTime timeZone }
        account { timeZone }
      }
      ... on Error { code path }
      ... on ValidationError { issues { code path } }
    }
  }
`;

async function newSchedule(teamId = team.teamId) {
  const account = await createTestAccount(deps.db, teamId);
  return { account, id: encodeGlobalID('Schedule', account.schedule!.id) };
}

async function plan(
  account: { id: string; teamId: string },
  status: 'SCHEDULED' | 'HELD' | 'CANCELLED',
  at: string,
) {
  const id = randomUUID();
  const { teamId } = account;
  await deps.db.mediaAsset.create({
    data: {
      id,
      teamId,
      fileName: 'a.mp4',
      contentType: 'video/mp4',
      sizeBytes: 1,
      storageKey: `uploads/${id}`,
    },
  });
  await deps.db.post.create({
    data: { teamId, accountId: account.id, mediaAssetId: id, status, publishAt: new Date(at) },
  });
}

const WEEKEND = [
  { weekday: 'SUNDAY', hour: 9, minute: 0 },
  { weekday: 'SATURDAY', hour: 9, minute: 30 },
];

test('slots are edited in wall-clock words, and the next free ones follow daylight saving', async () => {
  const { account, id } = await newSchedule();
  await plan(account, 'SCHEDULED', '2026-03-28T08:30:00Z');
  await plan(account, 'CANCELLED', '2026-03-29T07:00:00Z');
  await plan(account, 'HELD', '2026-04-05T07:00:00Z');
  const { data, errors } = await ask(UPDATE, {
    input: { scheduleId: id, timeZone: 'Europe/Berlin', slots: WEEKEND },
  });

  expect(errors).toBeUndefined();
  const timeZone = 'Europe/Berlin';
  expect(data.updateSchedule).toEqual({
    __typename: 'Schedule',
    timeZone,
    paused: false,
    slots: [
      { weekday: 'SATURDAY', hour: 9, minute: 30 },
      { weekday: 'SUNDAY', hour: 9, minute: 0 },
    ],
    nextFreeSlots: [
      { at: '2026-03-29T07:00:00.000Z', localTime: '2026-03-29T09:00:00', timeZone },
      { at: '2026-04-04T07:30:00.000Z', localTime: '2026-04-04T09:30:00', timeZone },
      { at: '2026-04-11T07:30:00.000Z', localTime: '2026-04-11T09:30:00', timeZone },
    ],
    account: { timeZone },
  });
});

test('a paused schedule offers no slots', async () => {
  const { id } = await newSchedule();
  const { data } = await ask(UPDATE, { input: { scheduleId: id, slots: WEEKEND, paused: true } });
  expect(data.updateSchedule).toMatchObject({ paused: true, nextFreeSlots: [], slots: WEEKEND.toReversed() });
});

test('failures are members of the result', async () => {
  const { id } = await newSchedule();
  const repeated = [WEEKEND[0], WEEKEND[0]];
  expect(
    (await ask(UPDATE, { input: { scheduleId: id, slots: repeated } })).data.updateSchedule,
  ).toMatchObject({
    __typename: 'ValidationError',
    issues: [{ code: 'slot_repeated', path: ['slots', '1'] }],
  });
  const foreign = await newSchedule((await createTestTeam(deps)).teamId);
  for (const scheduleId of [
    foreign.id,
    encodeGlobalID('Schedule', randomUUID()),
    encodeGlobalID('Post', randomUUID()),
    'x',
  ]) {
    expect((await ask(UPDATE, { input: { scheduleId, paused: true } })).data.updateSchedule).toMatchObject({
      __typename: 'NotFoundError',
    });
  }
});

test('schedules of connected accounts are listed, and their statements do not grow with them', async () => {
  const list = () =>
    ask(
      '{ schedules { totalCount edges { node { id slots { hour } nextFreeSlots { at } account { nickname schedule { id } } } } } }',
    );
  const count = async () => {
    statements.length = 0;
    const answer = await list();
    expect(answer.errors).toBeUndefined();
    return statements.filter((sql) => sql.includes('"public"."schedules"')).length;
  };
  const before = await count();
  for (let i = 0; i < 8; i++) await newSchedule();
  expect(await count()).toBe(before);

  const { data: earlier } = await list();
  const { account, id } = await newSchedule();
  await deps.db.account.update({ where: { id: account.id }, data: { status: 'DISCONNECTED' } });
  const { data } = await list();
  expect(data.schedules.totalCount).toBe(earlier.schedules.totalCount);
  expect(data.schedules.edges.map(({ node }: { node: { id: string } }) => node.id)).not.toContain(id);
});

test('node finds only schedules of the own team', async () => {
  const mine = await newSchedule();
  const foreign = await newSchedule((await createTestTeam(deps)).teamId);
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
  const { data } = await ask(query, { ids: [mine.id, foreign.id] });
  expect(data.nodes).toEqual([{ __typename: 'Schedule', id: mine.id }, null]);
});
