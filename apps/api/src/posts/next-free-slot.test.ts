import { createDb } from '@airdate/db';
import { afterAll, expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { createTestAccount, createTestClock, createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { actInTeam } from '../context.ts';
import { updateSchedule } from '../schedules/update-schedule.ts';
import { createPost } from './create-post.ts';
import { schedulePost } from './schedule-post.ts';
import { schedulePostInNextFreeSlot } from './schedule-post-in-next-free-slot.ts';

const world = await createPublishingWorld();
const { deps, simulator, team } = world;
const HOUR_MS = 3_600_000;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** A creator with these hours as slots on each day of the week. */
async function creator(username: string, hours: number[], timeZone = 'UTC') {
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  const { id: scheduleId } = await deps.db.schedule.findUniqueOrThrow({ where: { accountId: account.id } });
  const slots = WEEKDAYS.flatMap((weekday) => hours.map((hour) => ({ weekday, hour, minute: 0 })));
  await updateSchedule(team, { scheduleId, slots, timeZone });
  return { accountId: account.id, scheduleId, grantId: account.grantId };
}

const take = async (postId: string, as = team) =>
  schedulePostInNextFreeSlot(as, await world.agreement(postId));
const hoursBetween = (earlier: Date | null, later: Date | null) =>
  (later!.getTime() - earlier!.getTime()) / HOUR_MS;

test('100 posts that ask at once, over the connections of two processes, get 100 slots without a gap', async () => {
  const { accountId, scheduleId } = await creator('crowd.cat', [9, 21], 'Europe/Berlin');
  const other = createDb({ url: deps.databaseUrl });
  afterAll(() => other.$disconnect());
  const processes = [team, actInTeam({ ...deps, db: other }, team)];
  const drafts = await Promise.all(Array.from({ length: 100 }, () => world.draft({ accountId })));
  const posts = await Promise.all(drafts.map((postId, n) => take(postId, processes[n % 2])));

  const taken = posts.map((post) => post.publishLocalTime!).sort();
  expect(new Set(taken).size).toBe(100);
  const days = new Map(Object.entries(Object.groupBy(taken, (localTime) => localTime.slice(0, 10))));
  expect([...days.values()].slice(1, -1).every((times) => times?.length === 2)).toBe(true);
  expect(days.size).toBeLessThanOrEqual(51);
  expect(posts.every(({ status, publishTimeZone }) => status === 'SCHEDULED' && publishTimeZone)).toBe(true);
  const consents = await deps.db.consent.count({ where: { postId: { in: drafts } } });
  expect(consents).toBe(100);
  await updateSchedule(team, { scheduleId, paused: true });
}, 60_000);

test('a slot at which the creator’s 24 hours are full is passed over, whichever team filled them', async () => {
  const { accountId, grantId } = await creator(
    'full.fay',
    Array.from({ length: 24 }, (_, hour) => hour),
  );
  const elsewhere = await createTestTeam(deps);
  const { id: theirs } = await createTestAccount(deps.db, elsewhere.teamId, { grantId });
  const first = await take(await world.draft({ accountId }));
  for (let n = 1; n < 15; n++) {
    const { teamId } = elsewhere;
    const { id: mediaAssetId } = await deps.db.mediaAsset.create({
      data: { teamId, fileName: 'a.mp4', contentType: 'video/mp4', sizeBytes: 1, storageKey: `full.${n}` },
    });
    const publishAt = new Date(first.publishAt!.getTime() + n * 1000);
    await deps.db.post.create({
      data: { teamId, accountId: theirs, mediaAssetId, status: 'SCHEDULED', publishAt },
    });
  }
  const next = await take(await world.draft({ accountId }));
  expect(hoursBetween(first.publishAt, next.publishAt)).toBe(24);
});

test('a time that somebody chose is taken, and a post that has a slot keeps the next one as its own', async () => {
  const { accountId } = await creator('choosy.cho', [9]);
  const [planned, queued] = [await world.draft({ accountId }), await world.draft({ accountId })];
  const slot = await take(planned);
  await schedulePost(team, {
    ...(await world.agreement(planned)),
    localTime: slot.publishLocalTime!,
    timeZone: 'UTC',
  });
  expect(hoursBetween(slot.publishAt, (await take(queued)).publishAt)).toBe(24);
  expect((await take(planned)).publishAt).toEqual(slot.publishAt);
});

test.each([
  [{ slots: [] }, 'The schedule of the account has no slots.'],
  [{ paused: true }, 'The schedule of the account is paused.'],
])('without a slot (%j) the post stays as it is, and the answer says why', async (change, message) => {
  const { accountId, scheduleId } = await creator(`none.${Object.keys(change)}`, [9]);
  await updateSchedule(team, { scheduleId, ...change });
  const postId = await world.draft({ accountId });
  await expect(take(postId)).rejects.toMatchObject({ code: 'no_free_slot', message });
  expect(await deps.db.post.findUniqueOrThrow({ where: { id: postId } })).toMatchObject({
    status: 'DRAFT',
    publishAt: null,
  });
  expect(await deps.db.consent.count({ where: { postId } })).toBe(0);
});

test('slots follow the zone through daylight saving', async () => {
  const clock = createTestClock(new Date('2027-03-26T12:00:00Z'));
  const berlin = await createTestTeam({ ...deps, clock });
  const account = await createTestAccount(deps.db, berlin.teamId);
  const slots = [6, 7, 1].map((weekday) => ({ weekday, hour: 2, minute: 30 }));
  await updateSchedule(berlin, { scheduleId: account.schedule!.id, slots, timeZone: 'Europe/Berlin' });
  const { id: mediaAssetId } = await deps.db.mediaAsset.create({
    data: {
      teamId: berlin.teamId,
      status: 'READY',
      fileName: 'a.mp4',
      contentType: 'video/mp4',
      sizeBytes: 1,
      storageKey: 'zoned',
    },
  });
  const taken = [];
  for (let n = 0; n < 3; n++) {
    const { id } = await createPost(berlin, { accountId: account.id, mediaAssetId, mode: 'INBOX' });
    const agreement = { ...(await world.agreement(id)), agreedTo: [] };
    const { publishAt, publishLocalTime } = await schedulePostInNextFreeSlot(berlin, agreement);
    taken.push([publishLocalTime, publishAt?.toISOString()]);
  }
  expect(taken).toEqual([
    ['2027-03-27T02:30:00', '2027-03-27T01:30:00.000Z'],
    ['2027-03-28T03:30:00', '2027-03-28T01:30:00.000Z'],
    ['2027-03-29T02:30:00', '2027-03-29T00:30:00.000Z'],
  ]);
});
