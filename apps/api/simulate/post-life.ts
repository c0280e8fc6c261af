import type { PostStatus } from '@airdate/db';

type Arrow = { from: readonly (PostStatus | null)[]; to: PostStatus };

const WAITING: readonly PostStatus[] = ['PROCESSING', 'UNCONFIRMED', 'NEEDS_ATTENTION'];
const DECIDABLE: readonly PostStatus[] = ['UNCONFIRMED', 'NEEDS_ATTENTION'];
const EDITABLE: readonly PostStatus[] = ['DRAFT', 'SCHEDULED', 'HELD', 'FAILED'];

/**
 * Which status follows from which event, and out of which it may. Written down a second time and from the documents, not
 * taken from the product's own table.
 */
export const STATUS_AFTER: Readonly<Record<string, Arrow | undefined>> = {
  'post.created': { from: [null], to: 'DRAFT' },
  'post.updated': { from: EDITABLE, to: 'DRAFT' },
  'post.scheduled': { from: ['DRAFT', 'SCHEDULED', 'HELD'], to: 'SCHEDULED' },
  'post.cancelled': { from: EDITABLE, to: 'CANCELLED' },
  'post.publishing': { from: ['SCHEDULED'], to: 'PUBLISHING' },
  'post.processing': { from: ['PUBLISHING'], to: 'PROCESSING' },
  'post.attempt_abandoned': { from: ['PUBLISHING', ...WAITING], to: 'PUBLISHING' },
  'post.held': { from: ['SCHEDULED', 'PUBLISHING', 'HELD', ...WAITING], to: 'HELD' },
  'post.resumed': { from: ['HELD'], to: 'SCHEDULED' },
  'post.retried': { from: ['HELD', 'FAILED'], to: 'SCHEDULED' },
  'post.failed': { from: ['PUBLISHING', ...WAITING], to: 'FAILED' },
  'post.unconfirmed': { from: ['PUBLISHING', 'PROCESSING'], to: 'UNCONFIRMED' },
  'post.needs_attention': { from: ['PROCESSING', 'UNCONFIRMED'], to: 'NEEDS_ATTENTION' },
  'post.in_inbox': { from: WAITING, to: 'IN_INBOX' },
  'post.published': { from: [...WAITING, 'IN_INBOX'], to: 'PUBLISHED' },
  'post.marked_published': { from: DECIDABLE, to: 'PUBLISHED' },
  'post.published_again': { from: DECIDABLE, to: 'SCHEDULED' },
};

/** Whether nothing has to follow any more. */
export function isAtEnd(status: PostStatus): boolean {
  return status === 'PUBLISHED' || status === 'IN_INBOX' || status === 'CANCELLED';
}
