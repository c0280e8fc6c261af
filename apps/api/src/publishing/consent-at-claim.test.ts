import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { publishPost } from '../posts/publish-post.ts';
import { schedulePost } from '../posts/schedule-post.ts';
import { updatePost } from '../posts/update-post.ts';
import { advancePost } from './advance-post.ts';

const world = await createPublishingWorld();
const { deps, simulator, team } = world;

const rowOf = (id: string) => deps.db.post.findUniqueOrThrow({ where: { id }, include: { attempts: true } });

test.each([
  ['caption', { caption: 'Written by nobody who agreed' }],
  ['audience', { privacyLevel: 'SELF_ONLY' }],
  ['disclosure', { yourBrand: true }],
] as const)(
  'a post whose %s changed after the agreement is held before TikTok hears of it',
  async (_, edit) => {
    const postId = await world.draft();
    await publishPost(team, await world.agreement(postId));
    await deps.db.post.update({ where: { id: postId }, data: edit });
    const inits = initCalls();

    await advancePost(deps, postId);
    expect(await rowOf(postId)).toMatchObject({
      status: 'HELD',
      problemCode: 'consent_outdated',
      attempts: [],
    });
    expect(initCalls()).toBe(inits);
    expect((await world.eventTypes(postId)).at(-1)).toBe('post.held');

    // Somebody looks at it as it is, and agrees.
    const inAnHour = new Date(deps.clock.now().getTime() + 3_600_000).toISOString().slice(0, 19);
    await schedulePost(team, { ...(await world.agreement(postId)), localTime: inAnHour, timeZone: 'UTC' });
    expect(await rowOf(postId)).toMatchObject({ status: 'SCHEDULED', problemCode: null });
  },
);

test('a post that nobody agreed to is held', async () => {
  const postId = await world.draft();
  const data = { status: 'SCHEDULED', publishAt: deps.clock.now() } as const;
  await deps.db.post.update({ where: { id: postId }, data });
  await advancePost(deps, postId);
  expect(await rowOf(postId)).toMatchObject({
    status: 'HELD',
    problemCode: 'consent_outdated',
    attempts: [],
  });
});

test('only the newest agreement counts: what was agreed to before an edit is not sent after it', async () => {
  const postId = await world.draft();
  const first = await rowOf(postId);
  await publishPost(team, await world.agreement(postId));
  await updatePost(team, { postId, caption: 'The second version' });
  await publishPost(team, await world.agreement(postId));
  await deps.db.post.update({ where: { id: postId }, data: { caption: first.caption } });
  await advancePost(deps, postId);
  expect(await rowOf(postId)).toMatchObject({ status: 'HELD', problemCode: 'consent_outdated' });
});

test('an edit and a claim at the same moment: what reaches TikTok is what was agreed to, or nothing', async () => {
  for (let round = 0; round < 3; round++) {
    const postId = await world.draft();
    const { caption } = await rowOf(postId);
    await publishPost(team, await world.agreement(postId));
    const edit = updatePost(team, { postId, caption: `Edited too late ${round}` }).catch((error) => error);
    await Promise.all([advancePost(deps, postId), edit]);

    const { status, attempts, caption: kept } = await rowOf(postId);
    if (status === 'DRAFT') {
      expect({ attempts, kept }).toEqual({ attempts: [], kept: `Edited too late ${round}` });
    } else {
      expect(kept).toBe(caption);
      expect(await edit).toHaveProperty('code');
    }
    for (const post of await world.onTikTok(postId)) expect(post.settings.title).toBe(caption);
  }
});

function initCalls(): number {
  return simulator.calls().filter(({ endpoint }) => endpoint === 'video.init').length;
}
