import type { Creator, Post } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { countersOf } from './growth.ts';

/** What a creator may choose from; unaudited apps see the full list too. */
export function privacyOptionsOf(creator: Creator): string[] {
  const widest = creator.private ? 'FOLLOWER_OF_CREATOR' : 'PUBLIC_TO_EVERYONE';
  return [widest, 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'];
}

/** Posts that everybody can view, newest first. */
export function publicPostsOf(world: World, creator: Creator): Post[] {
  return world.store.posts
    .filter((post) => post.openId === creator.openId && post.available)
    .sort((a, b) => b.createdAtMs - a.createdAtMs);
}

/** Likes that a creator has received in all, including on the posts here. */
export function likesOf(world: World, creator: Creator): number {
  const { growthFactor } = world.settings;
  const now = world.clock.now();
  const likes = publicPostsOf(world, creator).map(
    (post) => countersOf(post, creator, now, growthFactor).likes,
  );
  return likes.reduce((sum, each) => sum + each, creator.likes);
}
