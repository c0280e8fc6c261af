import { type Post, type PostStatus, Prisma } from '@airdate/db';
import { explainFailure } from '../explain-failure.ts';

/** What a person decides about a post without a verdict. */
const DECISIONS = ['MARK_PUBLISHED', 'GIVE_UP', 'PUBLISH_AGAIN'] as const;

export type PostAction = 'EDIT' | 'PUBLISH' | 'SCHEDULE' | 'CANCEL' | 'RETRY' | (typeof DECISIONS)[number];

/** How far a post is, and so what takes it further: the sets below are all that workers and queries know. */
type PostPhase =
  | 'draft'
  | 'scheduled'
  | 'held'
  | 'publishing'
  | 'awaiting_verdict'
  | 'delivered'
  | 'failed'
  | 'cancelled';

type StatusRow = {
  phase: PostPhase;
  /** Which status may follow. Every arrow is one conditional write that appends an event. */
  next: readonly PostStatus[];
  /** What may follow besides when the post certainly, or by a person's decision, goes to TikTok once more. */
  again?: readonly PostStatus[];
  /** What a person may do; RETRY only where the problem says that it can help. */
  actions: readonly PostAction[];
};

/** Everything that follows from a status; the only place that knows. */
const POST_STATUSES = {
  /** Being written. Nobody has agreed to publish it. */
  DRAFT: {
    phase: 'draft',
    next: ['SCHEDULED', 'CANCELLED'],
    actions: ['EDIT', 'PUBLISH', 'SCHEDULE', 'CANCEL'],
  },
  /** Agreed to and waiting for `publishAt`. */
  SCHEDULED: {
    phase: 'scheduled',
    next: ['PUBLISHING', 'HELD', 'DRAFT', 'CANCELLED'],
    actions: ['EDIT', 'SCHEDULE', 'CANCEL'],
  },
  /** Cannot go out as agreed; says why. Goes on by itself at `problemRetryAt` when that is set. */
  HELD: {
    phase: 'held',
    next: ['SCHEDULED', 'DRAFT', 'CANCELLED'],
    actions: ['EDIT', 'RETRY', 'SCHEDULE', 'CANCEL'],
  },
  /** A worker is preparing it or sending bytes. */
  PUBLISHING: { phase: 'publishing', next: ['PROCESSING', 'FAILED', 'HELD', 'UNCONFIRMED'], actions: [] },
  /** TikTok has all it needs and has not given its verdict. */
  PROCESSING: {
    phase: 'awaiting_verdict',
    next: ['PUBLISHED', 'IN_INBOX', 'FAILED', 'UNCONFIRMED', 'NEEDS_ATTENTION', 'HELD'],
    again: ['PUBLISHING'],
    actions: [],
  },
  /** TikTok said so, or a person who found it there. Final. */
  PUBLISHED: { phase: 'delivered', next: [], actions: [] },
  /** Delivered to the creator's inbox; becomes PUBLISHED when the creator finishes it there. */
  IN_INBOX: { phase: 'delivered', next: ['PUBLISHED'], actions: [] },
  /** TikTok refused, or we gave up before anything could be published. */
  FAILED: {
    phase: 'failed',
    next: ['SCHEDULED', 'DRAFT', 'CANCELLED'],
    actions: ['EDIT', 'RETRY', 'CANCEL'],
  },
  /** No verdict in time. Asked about for 72 hours; sent again only on TikTok's proof or a person's decision. */
  UNCONFIRMED: {
    phase: 'awaiting_verdict',
    next: ['PUBLISHED', 'IN_INBOX', 'FAILED', 'NEEDS_ATTENTION', 'HELD'],
    again: ['PUBLISHING', 'SCHEDULED'],
    actions: DECISIONS,
  },
  /** Still no verdict: a person has to look. A late verdict is taken all the same. */
  NEEDS_ATTENTION: {
    phase: 'awaiting_verdict',
    next: ['PUBLISHED', 'IN_INBOX', 'FAILED', 'HELD'],
    again: ['PUBLISHING', 'SCHEDULED'],
    actions: DECISIONS,
  },
  /** Withdrawn before publishing. Final. */
  CANCELLED: { phase: 'cancelled', next: [], actions: [] },
} as const satisfies Record<PostStatus, StatusRow>;

/** The columns of a post that nothing stands in the way of. */
export const NO_PROBLEM = {
  problemCode: null,
  problemLogId: null,
  problemRetryAt: null,
  problemSince: null,
} as const;

/** The same as assignments in SQL. */
export const NO_PROBLEM_SET = Prisma.sql`
  problem_code = NULL, problem_log_id = NULL, problem_retry_at = NULL, problem_since = NULL`;

/** They go out at `publishAt`. */
export const DUE_STATUSES = statusesIn('scheduled');
/** They go on by themselves when what stands in the way is gone. */
export const HELD_STATUSES = statusesIn('held');
/** A worker has to move them on without delay. */
export const PUBLISHING_STATUSES = statusesIn('publishing');
/** They have a time in an account's plan. */
export const PLANNED_STATUSES = statusesIn('scheduled', 'held');
/** They take a place in a creator's 24 hours that is not yet among the posts that TikTok accepted. */
export const UNSENT_STATUSES = statusesIn('scheduled', 'held', 'publishing');
/** TikTok has them and may still have news of them. */
export const ASKED_ABOUT_STATUSES = statusesIn('awaiting_verdict', 'delivered');

/** @param again whether TikTok proved that nothing is out, or a person takes the risk that it is */
export function canMove(from: PostStatus, to: PostStatus, again = false): boolean {
  const row: StatusRow = POST_STATUSES[from];
  return row.next.includes(to) || (again && row.again?.includes(to) === true);
}

/** What a person may do with a post as it stands. */
export function availableActions({
  status,
  problemCode,
}: Pick<Post, 'status' | 'problemCode'>): PostAction[] {
  const retryHelps = problemCode === null || explainFailure(problemCode).retryable;
  return POST_STATUSES[status].actions.filter((action) => action !== 'RETRY' || retryHelps);
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

function statusesIn(...phases: PostPhase[]): PostStatus[] {
  const all = Object.keys(POST_STATUSES) as PostStatus[];
  return all.filter((status) => phases.includes(POST_STATUSES[status].phase));
}
