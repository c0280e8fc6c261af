import { POST_STATUSES, type PostStatus } from './post-status.ts';

export type PostFilter = { name: string; label: string; status: readonly PostStatus[] | null };

type StatusGroup = 'drafts' | 'planned' | 'moving' | 'attention' | 'published' | 'cancelled';

const GROUPS: Record<PostStatus, StatusGroup> = {
  DRAFT: 'drafts',
  SCHEDULED: 'planned',
  PUBLISHING: 'moving',
  PROCESSING: 'moving',
  UNCONFIRMED: 'moving',
  HELD: 'attention',
  FAILED: 'attention',
  NEEDS_ATTENTION: 'attention',
  IN_INBOX: 'attention',
  PUBLISHED: 'published',
  CANCELLED: 'cancelled',
};

/** The statuses that people see as one thing, wherever posts are listed. */
export function statusesOf(...groups: StatusGroup[]): PostStatus[] {
  return POST_STATUSES.filter((status) => groups.includes(GROUPS[status]));
}

/** The lists that people ask for, each a set of statuses; null is all but cancelled. */
export const POST_FILTERS: readonly PostFilter[] = [
  { name: 'all', label: 'All', status: null },
  { name: 'drafts', label: 'Drafts', status: statusesOf('drafts') },
  { name: 'planned', label: 'Planned', status: statusesOf('planned') },
  { name: 'moving', label: 'On the way', status: statusesOf('moving') },
  { name: 'attention', label: 'Needs you', status: statusesOf('attention') },
  { name: 'published', label: 'Published', status: statusesOf('published') },
  { name: 'cancelled', label: 'Cancelled', status: statusesOf('cancelled') },
];

/** The filter of an address; all when it names none that exists. */
export function postFilter(name: string | null): PostFilter {
  return POST_FILTERS.find((filter) => filter.name === name) ?? (POST_FILTERS[0] as PostFilter);
}
