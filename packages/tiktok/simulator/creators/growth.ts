import { createHash } from 'node:crypto';
import type { Creator, Post } from '../world/entities.ts';

export type Counters = {
  views: number;
  likes: number;
  comments: number;
  shares: number;
};

/** Time after which a post has found nearly two thirds of its audience. */
const AUDIENCE_MS = 6 * 3_600_000;

/**
 * Counters of a post at an instant: a pure function, so they never shrink and survive a restart.
 * Only time in public counts.
 */
export function countersOf(post: Post, creator: Creator, nowMs: number, growthFactor: number): Counters {
  const luck = fraction(post.id, 'luck');
  const audience = (40 + creator.followers * (0.08 + 0.5 * luck ** 2)) * growthFactor;
  const publicMs = post.availableSinceMs === null ? 0 : Math.max(0, nowMs - post.availableSinceMs);
  const views = Math.floor(audience * (1 - Math.exp(-publicMs / AUDIENCE_MS))) + post.extraViews;
  const share = (name: string, low: number, high: number) =>
    Math.floor(views * (low + (high - low) * fraction(post.id, name)));
  return {
    views,
    likes: share('likes', 0.05, 0.14),
    comments: post.settings.disableComment ? 0 : share('comments', 0.004, 0.012),
    shares: share('shares', 0.003, 0.01),
  };
}

/** A number from 0 up to 1 that always comes out the same for the same post. */
function fraction(id: string, purpose: string): number {
  return createHash('sha256').update(`${id} ${purpose}`).digest().readUInt32BE(0) / 2 ** 32;
}
