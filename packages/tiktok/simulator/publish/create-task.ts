import { mkdirSync } from 'node:fs';
import type { Creator, PostSettings, Task, TaskKind, UploadSession } from '../world/entities.ts';
import { newPostId, newPublishId, newSecret } from '../world/ids.ts';
import type { World } from '../world/world.ts';

export type UploadPlan = {
  videoSize: number;
  chunkSize: number;
  chunkCount: number;
};

/** Starts a task: opens an upload session, or orders the pull of its URLs. */
export function createTask(
  world: World,
  input: {
    creator: Creator;
    kind: TaskKind;
    settings: PostSettings;
    source: { upload: UploadPlan } | { urls: string[] };
  },
): Task {
  const { creator, kind, settings, source } = input;
  const now = world.clock.now();
  const byUpload = 'upload' in source;
  const task: Task = {
    publishId: newPublishId(kind, byUpload ? 'FILE_UPLOAD' : 'PULL_FROM_URL', now),
    openId: creator.openId,
    kind,
    source: byUpload ? 'FILE_UPLOAD' : 'PULL_FROM_URL',
    settings,
    status: byUpload ? 'PROCESSING_UPLOAD' : 'PROCESSING_DOWNLOAD',
    failReason: null,
    processing: false,
    discarded: false,
    createdAtMs: now,
    finishedAtMs: null,
    upload: byUpload ? openUpload(world, source.upload) : null,
    sourceUrls: byUpload ? [] : source.urls,
    downloadedBytes: 0,
    media: [],
    postIds: [],
    idsWithheld: false,
  };
  mkdirSync(world.mediaPath(mediaFolderOf(task)), { recursive: true });
  const { pullDelayMs, pullTimeoutSeconds, uploadLifetimeSeconds } = world.settings;
  world.store.together(() => {
    world.store.tasks.put(task);
    if (byUpload) world.clock.schedule('upload.expire', task.publishId, uploadLifetimeSeconds * 1000);
    else {
      world.clock.schedule('pull', task.publishId, pullDelayMs);
      world.clock.schedule('pull.timeout', task.publishId, pullTimeoutSeconds * 1000);
    }
  });
  world.changed();
  return task;
}

/** Folder of a task's files, below the media directory. */
export function mediaFolderOf(task: Task): string {
  return task.publishId.replaceAll(/[^A-Za-z0-9.-]/g, '_');
}

/** Where the bytes of a task's upload go. */
export function uploadFileOf(task: Task): string {
  return `${mediaFolderOf(task)}/upload`;
}

function openUpload(world: World, plan: UploadPlan): UploadSession {
  return {
    uploadId: newPostId(world.clock.now()),
    uploadToken: newSecret(),
    expiresAtMs: world.clock.now() + world.settings.uploadLifetimeSeconds * 1000,
    ...plan,
    receivedBytes: 0,
    contentType: null,
  };
}
