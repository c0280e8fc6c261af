import type { PostStatus } from '@airdate/db';

/**
 * Which status may follow which; the only place that knows. Every arrow is one conditional write that appends an event.
 */
export const TRANSITIONS = {
  /** Being written. Nobody has agreed to publish it. */
  DRAFT: ['SCHEDULED', 'CANCELLED'],
  /** Agreed to and waiting for `publishAt`. */
  SCHEDULED: ['PUBLISHING', 'HELD', 'DRAFT', 'CANCELLED'],
  /** Cannot go out as agreed; says why. Goes on by itself at `problemRetryAt` when that is set. */
  HELD: ['SCHEDULED', 'DRAFT', 'CANCELLED'],
  /** A worker is preparing it or sending bytes. Nothing is published before the last byte was sent. */
  PUBLISHING: ['PROCESSING', 'FAILED', 'HELD'],
  /** TikTok has every byte and has not given its verdict. */
  PROCESSING: ['PUBLISHED', 'IN_INBOX', 'FAILED', 'UNCONFIRMED'],
  /** TikTok said so. Final. */
  PUBLISHED: [],
  /** Delivered to the creator's inbox; becomes PUBLISHED when the creator finishes it there. */
  IN_INBOX: ['PUBLISHED'],
  /** TikTok refused, or we gave up before anything could be published. */
  FAILED: ['SCHEDULED', 'DRAFT', 'CANCELLED'],
  /** No verdict in time. Asked about for 72 hours, never sent again. */
  UNCONFIRMED: ['PUBLISHED', 'IN_INBOX', 'FAILED', 'NEEDS_ATTENTION'],
  /** Still no verdict: a person has to look. A late verdict is taken all the same. */
  NEEDS_ATTENTION: ['PUBLISHED', 'IN_INBOX', 'FAILED'],
  /** Withdrawn before publishing. Final. */
  CANCELLED: [],
} as const satisfies Record<PostStatus, readonly PostStatus[]>;

export function canMove(from: PostStatus, to: PostStatus): boolean {
  return (TRANSITIONS[from] as readonly PostStatus[]).includes(to);
}

export type PostAction = 'EDIT' | 'PUBLISH' | 'SCHEDULE' | 'CANCEL' | 'RETRY';

/** What a person may do with a post in this status. */
export function availableActions(status: PostStatus): PostAction[] {
  switch (status) {
    case 'DRAFT':
      return ['EDIT', 'PUBLISH', 'SCHEDULE', 'CANCEL'];
    case 'SCHEDULED':
      return ['EDIT', 'SCHEDULE', 'CANCEL'];
    case 'HELD':
      return ['EDIT', 'RETRY', 'SCHEDULE', 'CANCEL'];
    case 'FAILED':
      return ['EDIT', 'RETRY', 'CANCEL'];
    case 'PUBLISHING':
    case 'PROCESSING':
    case 'PUBLISHED':
    case 'IN_INBOX':
    case 'UNCONFIRMED':
    case 'NEEDS_ATTENTION':
    case 'CANCELLED':
      return [];
  }
}

const TIKTOK_SITE = 'https://www.tiktok.com';

/**
 * The page of a public post. TikTok does not return a link; this form works for videos in practice.
 *
 * @param postId 19 digits
 * @param site where the profiles are, when a simulator stands in for TikTok
 */
export function publicUrl(username: string, postId: string, site: string | null = null): string {
  return `${site ?? TIKTOK_SITE}/@${encodeURIComponent(username)}/video/${postId}`;
}
