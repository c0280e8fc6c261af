import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { advancePost } from '../publishing/advance-post.ts';
import { planAllSeries } from './plan-all-series.ts';
import { startSeries } from './start-series.ts';

const world = await createPublishingWorld({
  settings: { rateLimitsPerMinute: { creatorInfo: 500, init: 500, status: 500, display: 500 } },
});
const { deps, team } = world;

/** A series whose second occurrence is due now. */
async function dueOccurrence(caption: string) {
  const postId = await world.draft({ caption });
  const startLocalTime = new Date(deps.clock.now().getTime() + 3_600_000).toISOString().slice(0, 16);
  const series = await startSeries(team, {
    ...(await world.agreement(postId)),
    rule: 'FREQ=DAILY',
    startLocalTime,
  });
  const [, second] = await deps.db.post.findMany({
    where: { seriesId: series.id },
    orderBy: { publishAt: 'asc' },
  });
  await deps.db.post.update({ where: { id: second!.id }, data: { publishAt: deps.clock.now() } });
  return { series, postId: second!.id };
}

test('an occurrence is published as it was agreed to', async () => {
  const { postId } = await dueOccurrence('The same each day');
  await advancePost(deps, postId);
  await expect
    .poll(() => world.onTikTok(postId))
    .toMatchObject([{ settings: { title: 'The same each day' } }]);
});

test('an occurrence of another content than was agreed to is not published', async () => {
  const { series } = await dueOccurrence('As agreed');
  await deps.db.postSeries.update({ where: { id: series.id }, data: { caption: 'Slipped in' } });
  deps.clock.advance(2 * 86_400_000);
  await planAllSeries(deps);
  const slipped = await deps.db.post.findFirstOrThrow({
    where: { seriesId: series.id, caption: 'Slipped in' },
  });
  await deps.db.post.update({ where: { id: slipped.id }, data: { publishAt: deps.clock.now() } });
  await advancePost(deps, slipped.id);
  expect(await deps.db.post.findUniqueOrThrow({ where: { id: slipped.id } })).toMatchObject({
    status: 'HELD',
    problemCode: 'consent_outdated',
  });
  expect(await world.onTikTok(slipped.id)).toEqual([]);
});
