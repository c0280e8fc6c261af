import { createTestDatabase } from '@airdate/db/testing';
import { afterAll, expect, test } from 'vitest';
import { findPoints } from '../../chaos/find-points.ts';
import { wayNamed } from '../../chaos/plan-posts.ts';
import { type Blow, type Case, Workers } from '../../chaos/strike.ts';
import { casesOf, strikeAll } from '../../chaos/strike-all.ts';
import { createWorld } from '../../chaos/world.ts';
import { createRandom } from '../../test/fuzz/random.ts';

/** Longer than a hand-over; `npm run chaos` takes a minute, and every case of every delivery. */
const FROZEN_MS = 8_000;
const AT_POSTGRES = 5;
const LONGEST_HAND_OVER_MS = 5_000;
const BLOWS: Blow[][] = [
  ['kill', 'end'],
  ['freeze', 'cut'],
];

const way = wayNamed('direct');
const random = createRandom(8);
const worlds = await Promise.all(BLOWS.map(newWorld));
const points = await findPoints(worlds[0]!.world, way, 2);

async function newWorld() {
  const { url } = await createTestDatabase();
  const world = await createWorld({ databaseUrl: url });
  const workers = new Workers(world);
  afterAll(async () => {
    await workers.end();
    await world.close();
  });
  await workers.one();
  return { world, workers };
}

/** Each call to TikTok, before it is sent and after its effect, and some of the statements. */
function sampleFor(blow: Blow): Case[] {
  const cases = casesOf(blow, way, points);
  const atPostgres = cases.filter(({ point }) => point.at === 'postgres');
  while (atPostgres.length > AT_POSTGRES) atPostgres.splice(random.int(atPostgres.length), 1);
  return [...cases.filter(({ point }) => point.at === 'tiktok'), ...atPostgres];
}

test.concurrent.each(worlds.map((each, n) => ({ ...each, blows: BLOWS[n]! })))(
  'wherever a worker or its connection meets $blows, each post goes out once, and another worker goes on within 5 s',
  { timeout: 150_000 },
  async ({ world, workers, blows }) => {
    for (const blow of blows) {
      const cases = sampleFor(blow);
      const { struck, missed } = await strikeAll(world, blow, cases, workers, {
        frozenMs: FROZEN_MS,
        rounds: 2,
      });

      const reached = JSON.stringify({ struck: struck.map(nameOf), missed: missed.map(nameOf) });
      expect(struck.length, `${blow}: ${reached}`).toBeGreaterThan(cases.length / 2);
      const bad = struck.filter(
        ({ outcome: { isLost, isDoubled, isStuck }, handOverMs }) =>
          isLost || isDoubled || isStuck || (handOverMs ?? 0) > LONGEST_HAND_OVER_MS,
      );
      expect(bad, blow).toEqual([]);
    }
  },
);

function nameOf({ point, side }: Case): string {
  return `${side} ${point.name} ${point.nth}`;
}
