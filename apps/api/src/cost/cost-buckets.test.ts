import { expect, test } from 'vitest';
import { createTestDeps } from '../../test/test-deps.ts';
import { createCostBuckets } from './cost-buckets.ts';

const deps = await createTestDeps({ jobs: [] });
const SIZE = { capacity: 1000, leakPerSecond: 100 };

/** As many processes as are wanted, each with buckets of its own over one database. */
const processes = (count: number) => Array.from({ length: count }, () => createCostBuckets(deps, SIZE));

test('lets through what it holds, says when there is room again, and takes back what was not needed', async () => {
  const [bucket] = processes(1);
  const first = await bucket!.take('apiKey:a', 800);
  expect(first).toMatchObject({ ok: true, available: 200 });
  expect(await bucket!.take('apiKey:a', 300)).toEqual({ ok: false, available: 200, retryAfterMs: 1000 });
  expect(await bucket!.take('apiKey:b', 300)).toMatchObject({ ok: true });
  deps.clock.advance(999);
  expect(await bucket!.take('apiKey:a', 300)).toMatchObject({ ok: false });
  deps.clock.advance(1);
  expect(await bucket!.take('apiKey:a', 300)).toMatchObject({ ok: true, available: 0 });
  if (first.ok) expect(first.giveBack(700)).toBe(700);
  await bucket!.close();
});

test('processes share one bucket: what one took, the next finds taken, also when the first has ended', async () => {
  const [one, two] = processes(2);
  await one!.take('user:shared', 900);
  await one!.close();
  expect(await two!.take('user:shared', 200)).toMatchObject({ ok: false, available: 100 });
  await two!.close();
});

test('what processes took at the same moment is owed afterwards', async () => {
  const three = processes(3);
  const takings = await Promise.all(three.map((each) => each.take('user:greedy', 900)));
  expect(takings.every(({ ok }) => ok)).toBe(true);
  for (const each of three) await each.close();
  const [late] = processes(1);
  // 2,700 were taken of 1,000: 1,700 have to leak before the next 1,000 fit.
  expect(await late!.take('user:greedy', 1000)).toEqual({ ok: false, available: 0, retryAfterMs: 27_000 });
  await late!.close();
});

test('over time three processes let through what leaks, whatever is tried', async () => {
  const three = processes(3);
  let taken = 0;
  for (let second = 0; second < 60; second++) {
    for (let at = 0; at < 30; at++) {
      const taking = await three[at % 3]!.take('apiKey:busy', 25);
      if (taking.ok) taken += 25;
    }
    // A second has passed: each settles.
    for (const each of three) await each.close();
    deps.clock.advance(1000);
  }
  expect(taken).toBeGreaterThanOrEqual(60 * SIZE.leakPerSecond);
  expect(taken).toBeLessThanOrEqual(60 * SIZE.leakPerSecond + 3 * SIZE.capacity);
});

test('cheap requests cost no statement of their own', async () => {
  let statements = 0;
  const db = deps.db.$extends({
    query: {
      $allOperations: ({ args, query }) => {
        statements++;
        return query(args);
      },
    },
  }) as unknown as typeof deps.db;
  const bucket = createCostBuckets({ ...deps, db }, SIZE);
  await bucket.take('apiKey:cheap', 20);
  const first = statements;
  for (let at = 0; at < 400; at++) expect(await bucket.take('apiKey:cheap', 2)).toMatchObject({ ok: true });
  expect(statements - first).toBe(0);
  await bucket.close();
  expect(statements - first).toBe(1);
});
