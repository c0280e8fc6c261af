import type { PostStatus } from './post-status.ts';

export type PostFilter = { name: string; label: string; status: readonly PostStatus[] | null };

/** The lists that people ask for, each a set of statuses; null is all but cancelled. */
export const POST_FILTERS: readonly PostFilter[] = [
  { name: 'all', label: 'All', status: null },
  { name: 'drafts', label: 'Drafts', status: ['DRAFT'] },
  { name: 'planned', label: 'Planned', status: ['SCHEDULED'] },
  { name: 'moving', label: 'On the way', status: ['PUBLISHING', 'PROCESSING', 'UNCONFIRMED'] },
  { name: 'attention', label: 'Needs you', status: ['HELD', 'FAILED', 'NEEDS_ATTENTION', 'IN_INBOX'] },
  { name: 'published', label: 'Published', status: ['PUBLISHED'] },
  { name: 'cancelled', label: 'Cancelled', status: ['CANCELLED'] },
];

/** The filter of an address; all when it names none that exists. */
export function postFilter(name: string | null): PostFilter {
  return POST_FILTERS.find((filter) => filter.name === name) ?? (POST_FILTERS[0] as PostFilter);
}
