import type { Creator, Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';

/** "Rate Limits" and "Content Sharing Guidelines" (checked 2026-11); windows taken as rolling. */
const CAP_WINDOW_MS = 24 * 3_600_000;
const UNAUDITED_ACTIVE_CREATORS = 5;
const PENDING_SHARES = 5;

/** Why TikTok would take no post for a creator now, in its own words. */
export type PostObstacle =
  | 'spam_risk_user_banned_from_posting'
  | 'spam_risk_too_many_posts'
  | 'reached_active_user_cap'
  | 'spam_risk_too_many_pending_share';

/** Why TikTok would not take a direct post for this creator now, or null. */
export function directPostObstacle(world: World, creator: Creator): PostObstacle | null {
  if (creator.banned) return 'spam_risk_user_banned_from_posting';
  if (postsToday(world, creator) >= creator.dailyPostCap) return 'spam_risk_too_many_posts';
  const active = activeCreators(world);
  const cap =
    world.app.audited && !world.app.sandbox ? world.app.activeCreatorCap : UNAUDITED_ACTIVE_CREATORS;
  if (!active.has(creator.openId) && active.size >= cap) return 'reached_active_user_cap';
  return null;
}

/** Why an inbox upload would be refused now, or null. */
export function inboxObstacle(world: World, creator: Creator): PostObstacle | null {
  if (creator.banned) return 'spam_risk_user_banned_from_posting';
  if (pendingShares(world, creator).length >= PENDING_SHARES) return 'spam_risk_too_many_pending_share';
  return null;
}

/** Direct posts of the last 24 h that did not fail. */
export function postsToday(world: World, creator: Creator): number {
  return directTasksToday(world).filter((task) => task.openId === creator.openId).length;
}

/** Creators that posted through the app in the last 24 h. */
export function activeCreators(world: World): Set<string> {
  return new Set(directTasksToday(world).map((task) => task.openId));
}

/** Inbox shares younger than 24 h that the creator neither posted nor threw away. */
export function pendingShares(world: World, creator: Creator): Task[] {
  return recentTasks(world).filter(
    (task) =>
      task.openId === creator.openId &&
      task.kind.startsWith('inbox') &&
      task.status !== 'FAILED' &&
      task.postIds.length === 0 &&
      !task.discarded,
  );
}

function directTasksToday(world: World): Task[] {
  return recentTasks(world).filter((task) => task.kind.startsWith('direct') && task.status !== 'FAILED');
}

function recentTasks(world: World): Task[] {
  const since = world.clock.now() - CAP_WINDOW_MS;
  return world.store.tasks.filter((task) => task.createdAtMs > since);
}
