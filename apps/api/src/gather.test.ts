import { expect, test } from 'vitest';
import { gather } from './gather.ts';

test('what is asked for while a batch is under way is done in the next one, each with its own result', async () => {
  const batches: number[][] = [];
  const double = gather(async (items: number[]) => {
    batches.push(items);
    await new Promise((resolve) => setImmediate(resolve));
    return items.map((item) => item * 2);
  });
  const first = [double(1), double(2)];
  await new Promise((resolve) => setImmediate(resolve));
  const next = [double(3), double(4), double(5)];
  expect(await Promise.all([...first, ...next])).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('one that cannot be done fails for its own caller only', async () => {
  const half = gather(async (items: number[]) => {
    if (items.includes(3)) throw new Error('odd');
    return items.map((item) => item / 2);
  });
  const results = await Promise.allSettled([half(2), half(3), half(4)]);
  expect(results).toMatchObject([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: new Error('odd') },
    { status: 'fulfilled', value: 2 },
  ]);
});
