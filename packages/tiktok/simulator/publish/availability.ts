import { emitWebhook } from '../webhooks/send-webhook.ts';
import type { Post, PrivacyLevel } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { publishTypeOf } from './fail-task.ts';

/** Whether everybody can view a post now: public, let through, still there, on a public account. */
function isViewable(world: World, post: Post): boolean {
  const creator = world.creatorOf(post.openId);
  const isPublic = post.settings.privacyLevel === 'PUBLIC_TO_EVERYONE' && !creator.private;
  return isPublic && post.moderated && !post.deleted && !world.app.sandbox;
}

/** Notices that a post became public or stopped being so, and tells the app by webhook. */
export function updateAvailability(world: World, post: Post): void {
  const viewable = isViewable(world, post);
  if (viewable === post.available) return;
  const task = world.store.tasks.get(post.publishId);
  world.store.together(() => {
    post.available = viewable;
    if (viewable) post.availableSinceMs ??= world.clock.now();
    world.store.posts.put(post);
    if (task === undefined || task.idsWithheld) return;
    // The second name is TikTok's spelling.
    const event = viewable ? 'post.publish.publicly_available' : 'post.publish.no_longer_publicaly_available';
    emitWebhook(world, {
      event,
      openId: post.openId,
      publishId: task.publishId,
      content: { publish_id: task.publishId, post_id: post.id, publish_type: publishTypeOf(task) },
    });
  });
  world.changed();
}

/** The creator, in the app, changes who may see a post. A post never moderated goes through it now. */
export function changePrivacy(world: World, post: Post, level: PrivacyLevel): void {
  post.settings.privacyLevel = level;
  world.store.posts.put(post);
  if (level === 'PUBLIC_TO_EVERYONE' && !post.moderated) scheduleModeration(world, post);
  updateAvailability(world, post);
  world.changed();
}

/** The creator deletes a post. Its bytes stay, for whoever wants to compare them. */
export function deletePost(world: World, post: Post): void {
  post.deleted = true;
  world.store.posts.put(post);
  updateAvailability(world, post);
  world.changed();
}

/** Orders moderation of a post, which only public posts need. */
export function scheduleModeration(world: World, post: Post): void {
  world.clock.schedule('moderate', post.id, world.settings.moderationMs);
}

export function registerModerationTimer(world: World): void {
  world.clock.on('moderate', (postId) => moderate(world, postId, true));
  world.clock.on('moderate.delayed', (postId) => moderate(world, postId, false));
}

function moderate(world: World, postId: string, faulty: boolean): void {
  const post = world.store.posts.get(postId);
  if (post === undefined || post.moderated) return;
  const creator = world.creatorOf(post.openId).username;
  const effect = faulty ? world.faults.take('moderation', { creator })?.effect : undefined;
  if (effect?.kind === 'stuck') return;
  if (effect?.kind === 'delay') {
    world.clock.schedule('moderate.delayed', postId, effect.ms);
    return;
  }
  const task = world.store.tasks.get(post.publishId);
  world.store.together(() => {
    if (effect?.kind === 'withhold_id' && task !== undefined)
      world.store.tasks.put(Object.assign(task, { idsWithheld: true }));
    post.moderated = true;
    world.store.posts.put(post);
    updateAvailability(world, post);
  });
}
