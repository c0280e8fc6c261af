import { expect, test } from 'vitest';
import { createPublishingWorld, storeVideo } from '../../test/publishing-world.ts';
import { createTestAccount, createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { schedulePost } from './schedule-post.ts';

const world = await createPublishingWorld();
const { deps, team } = world;
const DAY_MS = 86_400_000;
const tomorrow = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS);

/** A creator who has posts planned at these minutes of tomorrow. */
async function creatorWithPlans(minutes: number[]) {
  const { account } = await connectSimulatedCreator(world, team.teamId);
  for (const minute of minutes) {
    const id = await world.draft({ accountId: account.id });
    await deps.db.post.update({
      where: { id },
      data: { status: 'SCHEDULED', publishAt: new Date(tomorrow.getTime() + minute * 60_000) },
    });
  }
  return account;
}

const planAt = async (postId: string, localTime: string) =>
  schedulePost(team, {
    ...(await world.agreement(postId)),
    timeZone: 'UTC',
    localTime: `${tomorrow.toISOString().slice(0, 10)}T${localTime}`,
  });

test('the 15th post of a day fits, the 16th is a conflict that names the next time that fits, and saves nothing', async () => {
  const account = await creatorWithPlans(Array.from({ length: 14 }, (_, i) => i * 10));
  const fifteenth = await world.draft({ accountId: account.id });
  expect(await planAt(fifteenth, '12:00')).toMatchObject({ status: 'SCHEDULED' });

  const sixteenth = await world.draft({ accountId: account.id });
  await expect(planAt(sixteenth, '13:00')).rejects.toMatchObject({
    code: 'quota_exceeded',
    retryable: true,
    retryAt: new Date(tomorrow.getTime() + DAY_MS),
  });
  expect(await deps.db.post.findUniqueOrThrow({ where: { id: sixteenth } })).toMatchObject({
    status: 'DRAFT',
    publishAt: null,
  });
  expect(await deps.db.consent.count({ where: { postId: sixteenth } })).toBe(0);
});

test('posts that another team planned for the same creator count too', async () => {
  const account = await creatorWithPlans(Array.from({ length: 14 }, (_, i) => i * 10));
  const other = await createTestTeam(deps);
  const { grantId } = account;
  const theirs = await createTestAccount(deps.db, other.teamId, { grantId });
  const { id: mediaAssetId } = await storeVideo(deps, other.teamId);
  const plan = { status: 'SCHEDULED', publishAt: new Date(tomorrow.getTime() + 200 * 60_000) } as const;
  await deps.db.post.create({
    data: { ...plan, teamId: other.teamId, accountId: theirs.id, mediaAssetId },
  });

  const draft = await world.draft({ accountId: account.id });
  await expect(planAt(draft, '12:00')).rejects.toMatchObject({ code: 'quota_exceeded' });
});

test('of five people who take the last place at once one gets it', async () => {
  const account = await creatorWithPlans(Array.from({ length: 14 }, (_, i) => i * 10));
  const drafts = await Promise.all(Array.from({ length: 5 }, () => world.draft({ accountId: account.id })));
  const results = await Promise.allSettled(drafts.map((id) => planAt(id, '12:00')));
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', ...Array(4).fill('rejected')]);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'quota_exceeded' });
  }
});
