import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MediaStorage } from './media-storage.ts';

/** One to four segments of harmless characters; none of them can be "." or "..". */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,3}$/;

/** Thrown for a key that could name something outside the media store. */
export class StorageKeyError extends Error {
  override name = 'StorageKeyError';
}

/** Keeps media as files below `directory`, which may be shared by several processes. */
export function createFileMediaStorage(directory: string): MediaStorage {
  function localPath(key: string): string {
    if (key.length > 255 || !KEY.test(key))
      throw new StorageKeyError('This is not a key of the media store.');
    return join(directory, key);
  }

  return {
    localPath,

    async size(key) {
      const found = await stat(localPath(key)).catch(missingAsNull);
      return found?.isFile() ? found.size : null;
    },

    open(key, range) {
      return createReadStream(localPath(key), range && { start: range.firstByte, end: range.lastByte });
    },

    async put(key, bytes) {
      const path = localPath(key);
      await mkdir(dirname(path), { recursive: true });
      const draft = `${path}.${randomUUID()}.part`;
      try {
        const file = await open(draft, 'wx');
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },

    async write(key, bytes) {
      const path = localPath(key);
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'wx');
      try {
        let size = 0;
        for await (const chunk of bytes) {
          await file.writeFile(chunk);
          size += chunk.length;
        }
        await file.sync();
        return size;
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      } finally {
        await file.close();
      }
    },

    async freeBytes() {
      await mkdir(directory, { recursive: true });
      const { bavail, bsize } = await statfs(directory);
      return bavail * bsize;
    },

    async delete(key) {
      await rm(localPath(key), { force: true });
    },
  };
}

function missingAsNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
