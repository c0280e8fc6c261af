import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { createFileMediaStorage, StorageKeyError } from './file-media-storage.ts';

const directory = await mkdtemp(join(tmpdir(), 'airdate-storage-'));
afterAll(() => rm(directory, { recursive: true, force: true }));
const storage = createFileMediaStorage(directory);

test('what is put can be read, whole or in part, and deleted', async () => {
  await storage.put('avatars/one.jpg', Buffer.from('0123456789'));

  expect(await storage.size('avatars/one.jpg')).toBe(10);
  expect((await buffer(storage.open('avatars/one.jpg'))).toString()).toBe('0123456789');
  const range = { firstByte: 2, lastByte: 4 };
  expect((await buffer(storage.open('avatars/one.jpg', range))).toString()).toBe('234');

  await storage.delete('avatars/one.jpg');
  await storage.delete('avatars/one.jpg');
  expect(await storage.size('avatars/one.jpg')).toBeNull();
});

test('writing twice at once leaves one whole object and no draft', async () => {
  const [first, second] = [Buffer.alloc(500_000, 'a'), Buffer.alloc(300_000, 'b')];
  await Promise.all([storage.put('avatars/two', first), storage.put('avatars/two', second)]);

  const stored = await buffer(storage.open('avatars/two'));
  expect(stored.equals(first) || stored.equals(second)).toBe(true);
  expect(await readdir(join(directory, 'avatars'))).toEqual(['two']);
});

test('a directory is no object', async () => {
  await storage.put('uploads/inside/one', Buffer.from('x'));
  expect(await storage.size('uploads/inside')).toBeNull();
  expect(await storage.size('uploads/inside/one/deeper')).toBeNull();
});

test.each([
  '',
  '/etc/passwd',
  '../secrets',
  'uploads/../../secrets',
  'uploads/..',
  'uploads/.hidden',
  'uploads//x',
  'uploads/',
  'uploads\\..\\x',
  'uploads/x\0',
  'uploads/%2e%2e',
  'a/b/c/d/e',
  `uploads/${'x'.repeat(300)}`,
])('"%s" is no key', (key) => {
  expect(() => storage.localPath(key)).toThrow(StorageKeyError);
  expect(() => storage.open(key)).toThrow(StorageKeyError);
});
