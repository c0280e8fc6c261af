import { expect, test } from 'vitest';
import { createDb } from '../client.ts';
import { createTestDatabase } from './index.ts';

const first = await createTestDatabase();
const second = await createTestDatabase();

test('a test database is migrated and empty', async () => {
  expect(await first.db.team.count()).toBe(0);
});

test('two test databases do not see each other', async () => {
  await first.db.team.create({ data: { name: 'Harbour', slug: 'harbour' } });

  expect(await first.db.team.count()).toBe(1);
  expect(await second.db.team.count()).toBe(0);
});

test('a dropped test database is gone although somebody is connected', async () => {
  const { db, url, drop } = await createTestDatabase();
  await db.team.count();
  await drop();

  await expect(createDb({ url }).team.count()).rejects.toThrow(/does not exist/);
});
