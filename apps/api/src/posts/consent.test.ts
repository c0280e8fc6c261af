import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { contentHash } from './content-hash.ts';
import { publishPost } from './publish-post.ts';
import { retryPost } from './retry-post.ts';
import { schedulePost } from './schedule-post.ts';
import { updatePost } from './update-post.ts';

const world = await createPublishingWorld();
const { deps, team } = world;
const inAnHour = { localTime: new Date(Date.now() + 3_600_000).toISOString().slice(0, 16), timeZone: 'UTC' };

const rowOf = (id: string) => deps.db.post.findUniqueOrThrow({ where: { id }, include: { consents: true } });

const agreements = {
  'publishing now': publishPost,
  scheduling: (ctx: typeof team, agreed: Parameters<typeof publishPost>[1]) =>
    schedulePost(ctx, { ...agreed, ...inAnHour }),
};

test.each(Object.entries(agreements))(
  '%s what a stale screen shows is refused, and nobody has agreed to anything',
  async (_name, agree) => {
    const postId = await world.draft({ caption: 'Only for me', privacyLevel: 'SELF_ONLY' });
    const seen = await world.agreement(postId);
    await updatePost(team, { postId, caption: 'For the world', privacyLevel: 'PUBLIC_TO_EVERYONE' });

    await expect(agree(team, seen)).rejects.toMatchObject({ code: 'post_changed', postId });
    expect(await rowOf(postId)).toMatchObject({ status: 'DRAFT', publishAt: null, consents: [] });

    await agree(team, await world.agreement(postId));
    const { consents, ...post } = await rowOf(postId);
    expect(post.status).toBe('SCHEDULED');
    expect(consents).toMatchObject([{ contentHash: contentHash(post) }]);
  },
);

test('rescheduling what a stale screen shows leaves the agreement and its time as they were', async () => {
  const postId = await world.draft();
  const seen = await world.agreement(postId);
  await schedulePost(team, { ...seen, ...inAnHour });
  await updatePost(team, { postId, isAiGenerated: true });
  await schedulePost(team, { ...(await world.agreement(postId)), ...inAnHour });
  const before = await rowOf(postId);

  const localTime = new Date(Date.now() + 7_200_000).toISOString().slice(0, 16);
  await expect(schedulePost(team, { ...seen, ...inAnHour, localTime })).rejects.toMatchObject({
    code: 'post_changed',
  });
  expect(await rowOf(postId)).toEqual(before);
});

test('an edit that another connection commits while somebody agrees is not published', async () => {
  const postId = await world.draft();
  const seen = await world.agreement(postId);
  const refusal = await whileEditing(postId, { caption: 'Edited meanwhile' }, () => publishPost(team, seen));
  expect(refusal).toMatchObject({ code: 'post_changed', postId });
  expect(await rowOf(postId)).toMatchObject({ status: 'DRAFT', caption: 'Edited meanwhile', consents: [] });
});

test('an edit that another connection commits while a post is retried is not sent', async () => {
  const postId = await world.draft();
  await deps.db.post.update({ where: { id: postId }, data: { status: 'FAILED', problemCode: 'timeout' } });
  const seen = await world.agreement(postId);
  const refusal = await whileEditing(postId, { privacyLevel: 'SELF_ONLY' }, () => retryPost(team, seen));
  expect(refusal).toMatchObject({ code: 'post_changed', postId });
  expect(await rowOf(postId)).toMatchObject({ status: 'FAILED' });
});

test('of two edits of the same screen the second is refused and writes nothing', async () => {
  const postId = await world.draft();
  const { contentHash: seen } = await world.agreement(postId);
  await updatePost(team, { postId, contentHash: seen, caption: 'First' });
  const second = { postId, contentHash: seen, privacyLevel: 'SELF_ONLY' } as const;
  await expect(updatePost(team, second)).rejects.toMatchObject({ code: 'post_changed', postId });
  expect(await rowOf(postId)).toMatchObject({ caption: 'First', privacyLevel: 'PUBLIC_TO_EVERYONE' });
});

/** Edits a post in a transaction that commits only once `work` waits for it. @returns what `work` was refused with */
async function whileEditing(postId: string, edit: object, work: () => Promise<unknown>): Promise<unknown> {
  let refusal: Promise<unknown> | undefined;
  await deps.db.$transaction(async (tx) => {
    await tx.post.update({ where: { id: postId }, data: edit });
    refusal = work().then(
      () => null,
      (error) => error,
    );
    await expect.poll(() => waitingForRows(), { timeout: 5_000 }).toBe(1);
  });
  return refusal;
}

async function waitingForRows(): Promise<number> {
  const rows = await deps.db.$queryRaw<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%posts%'`;
  return rows.length;
}
