import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { uploadFileOf } from './create-task.ts';

/** Hashes of the uploads under way. After a restart they are computed again from the file. */
const runningHashes = new WeakMap<Task, Hash>();

/**
 * Writes one chunk to disk as it arrives. Memory stays flat whatever the size of the chunk.
 *
 * The chunk counts only when all of it came: a broken connection leaves the upload where it was.
 *
 * @throws Error when the body ends early
 */
export async function receiveChunk(
  world: World,
  task: Task,
  body: Readable,
  chunk: { first: number; byteCount: number; contentType: string },
): Promise<void> {
  const upload = task.upload!;
  const path = world.mediaPath(uploadFileOf(task));
  const hash = (await hashSoFar(task, path)).copy();
  const file = await open(path, chunk.first === 0 ? 'w' : 'r+');
  try {
    await writeAll(file, body, chunk, hash);
  } finally {
    await file.close();
  }
  runningHashes.set(task, hash);
  upload.receivedBytes = chunk.first + chunk.byteCount;
  upload.contentType = chunk.contentType;
  if (upload.receivedBytes < upload.videoSize) {
    world.store.tasks.put(task);
    world.changed();
    return;
  }
  task.media = [
    {
      path: uploadFileOf(task),
      byteCount: upload.videoSize,
      sha256: hash.digest('hex'),
      contentType: chunk.contentType,
      width: null,
      height: null,
      durationSeconds: null,
      framesPerSecond: null,
    },
  ];
  runningHashes.delete(task);
  world.store.together(() => {
    task.processing = true;
    world.store.tasks.put(task);
    world.clock.cancel('upload.expire', task.publishId);
    world.clock.schedule('process', task.publishId, world.settings.processingMs);
  });
  world.changed();
}

async function writeAll(
  file: FileHandle,
  body: Readable,
  chunk: { first: number; byteCount: number },
  hash: Hash,
): Promise<void> {
  let position = chunk.first;
  for await (const piece of body as AsyncIterable<Buffer>) {
    hash.update(piece);
    await file.write(piece, 0, piece.length, position);
    position += piece.length;
  }
  const received = position - chunk.first;
  if (received !== chunk.byteCount) throw new Error(`${received} of ${chunk.byteCount} bytes arrived`);
}

async function hashSoFar(task: Task, path: string): Promise<Hash> {
  const running = runningHashes.get(task);
  if (running !== undefined) return running;
  const hash = createHash('sha256');
  const received = task.upload!.receivedBytes;
  if (received > 0)
    for await (const piece of createReadStream(path, { end: received - 1 })) hash.update(piece as Buffer);
  return hash;
}
