import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { MediaFile, Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { mediaFolderOf } from './create-task.ts';
import { failTask } from './fail-task.ts';

const LARGEST_VIDEO_BYTES = 4 * 2 ** 30;
const LARGEST_PHOTO_BYTES = 20 * 2 ** 20;

/** PULL_FROM_URL: fetches the sources for real, one after the other, and never follows a redirect. */
export function registerPullTimers(world: World): void {
  world.clock.on('pull', (publishId) => pull(world, publishId, true));
  world.clock.on('pull.delayed', (publishId) => pull(world, publishId, false));
  world.clock.on('pull.timeout', (publishId) => {
    const task = world.store.tasks.get(publishId);
    if (task !== undefined && !task.processing) failTask(world, task, pullFailureOf(task));
  });
}

const pullFailureOf = (task: Task) =>
  task.kind.endsWith('photo') ? 'photo_pull_failed' : 'video_pull_failed';

async function pull(world: World, publishId: string, faulty: boolean): Promise<void> {
  const task = world.store.tasks.get(publishId);
  if (task === undefined || task.status !== 'PROCESSING_DOWNLOAD') return;
  const creator = world.creatorOf(task.openId).username;
  const effect = faulty ? world.faults.take('pull', { creator })?.effect : undefined;
  if (effect?.kind === 'stuck') return;
  if (effect?.kind === 'fail') return failTask(world, task, effect.reason);
  if (effect?.kind === 'delay') return world.clock.schedule('pull.delayed', publishId, effect.ms);
  const aborter = new AbortController();
  world.pulls.set(publishId, aborter);
  const signal = AbortSignal.any([aborter.signal, world.closing.signal]);
  try {
    task.downloadedBytes = 0;
    const files: MediaFile[] = [];
    for (const [index, url] of task.sourceUrls.entries())
      files.push(await download(world, task, url, `${mediaFolderOf(task)}/${index}`, signal));
    if (task.status !== 'PROCESSING_DOWNLOAD') return;
    beginProcessing(world, task, files);
  } catch (error) {
    // A simulator that shuts down pulls again when it is back.
    if (world.closing.signal.aborted) return;
    failTask(world, task, error instanceof TooLargeError ? 'file_format_check_failed' : pullFailureOf(task));
  } finally {
    world.pulls.delete(publishId);
  }
}

function beginProcessing(world: World, task: Task, files: MediaFile[]): void {
  world.store.together(() => {
    task.media = files;
    task.processing = true;
    world.store.tasks.put(task);
    world.clock.cancel('pull.timeout', task.publishId);
    world.clock.schedule('process', task.publishId, world.settings.processingMs);
  });
  world.changed();
}

class TooLargeError extends Error {}

async function download(
  world: World,
  task: Task,
  url: string,
  path: string,
  signal: AbortSignal,
): Promise<MediaFile> {
  const answer = await fetch(url, { redirect: 'manual', signal });
  if (answer.status !== 200 || answer.body === null) {
    await answer.body?.cancel();
    throw new Error(`The source answered ${answer.status}`);
  }
  const limit = task.kind.endsWith('photo') ? LARGEST_PHOTO_BYTES : LARGEST_VIDEO_BYTES;
  const hash = createHash('sha256');
  const file = await open(world.mediaPath(path), 'w');
  let byteCount = 0;
  try {
    for await (const piece of answer.body) {
      byteCount += piece.length;
      if (byteCount > limit) throw new TooLargeError();
      hash.update(piece);
      await file.write(piece);
      task.downloadedBytes += piece.length;
    }
  } finally {
    await file.close();
  }
  world.store.tasks.put(task);
  return {
    path,
    byteCount,
    sha256: hash.digest('hex'),
    contentType: answer.headers.get('content-type') ?? 'application/octet-stream',
    width: null,
    height: null,
    durationSeconds: null,
    framesPerSecond: null,
  };
}
