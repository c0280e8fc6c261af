import { emitWebhook } from '../webhooks/send-webhook.ts';
import type { Post, PostSettings, PrivacyLevel, Task } from '../world/entities.ts';
import { newPostId } from '../world/ids.ts';
import type { World } from '../world/world.ts';
import { scheduleModeration } from './availability.ts';
import { publishTypeOf } from './fail-task.ts';

/** Puts a task's media on the creator's profile and reports the task complete. */
export function publishPost(
  world: World,
  task: Task,
  settings: PostSettings & { privacyLevel: PrivacyLevel },
): Post {
  const post: Post = {
    id: newPostId(world.clock.now()),
    publishId: task.publishId,
    openId: task.openId,
    kind: task.kind.endsWith('video') ? 'video' : 'photo',
    settings: enforceCreatorSettings(world, task, settings),
    media: task.media,
    createdAtMs: nextInstant(world, task.openId),
    moderated: false,
    available: false,
    availableSinceMs: null,
    deleted: false,
    extraViews: 0,
  };
  world.store.together(() => {
    world.store.posts.put(post);
    task.status = 'PUBLISH_COMPLETE';
    task.finishedAtMs = world.clock.now();
    task.postIds.push(post.id);
    world.store.tasks.put(task);
    emitWebhook(world, {
      event: 'post.publish.complete',
      openId: task.openId,
      publishId: task.publishId,
      content: { publish_id: task.publishId, publish_type: publishTypeOf(task) },
    });
    if (settings.privacyLevel === 'PUBLIC_TO_EVERYONE') scheduleModeration(world, post);
  });
  world.changed();
  return post;
}

/** Now, or just after the creator's newest post: video lists page by this instant and must not lose one. */
function nextInstant(world: World, openId: string): number {
  const newest = world.store.posts
    .filter((post) => post.openId === openId)
    .reduce((latest, post) => Math.max(latest, post.createdAtMs), 0);
  return Math.max(world.clock.now(), newest + 1);
}

/** What a creator forbids for everything stays forbidden, whatever the request said. */
function enforceCreatorSettings(
  world: World,
  task: Task,
  settings: PostSettings & { privacyLevel: PrivacyLevel },
): PostSettings & { privacyLevel: PrivacyLevel } {
  const creator = world.creatorOf(task.openId);
  return {
    ...settings,
    disableComment: settings.disableComment || creator.commentDisabled,
    disableDuet: settings.disableDuet || creator.duetDisabled || creator.private,
    disableStitch: settings.disableStitch || creator.stitchDisabled || creator.private,
  };
}
