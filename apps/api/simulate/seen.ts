import type { AttemptOutcome, PostMode, PostStatus } from '@airdate/db';
import type { Simulator } from '@airdate/tiktok/simulator';
import type { Change } from './database.ts';
import type { KnownPosts } from './people-know.ts';

export type SeenPost = {
  id: string;
  teamId: string;
  accountId: string;
  status: PostStatus;
  mode: PostMode;
  publishAtMs: number | null;
  nextCheckAtMs: number | null;
  problemCode: string | null;
  problemRetryAtMs: number | null;
  leaseEndsAtMs: number | null;
  tiktokPostIds: string[];
};
export type SeenAttempt = {
  id: string;
  postId: string;
  number: number;
  step: string;
  outcome: AttemptOutcome | null;
  publishId: string | null;
  errorCode: string | null;
};
export type SeenEvent = {
  teamId: string;
  sequence: number;
  type: string;
  actor: string;
  postId: string | null;
  data: Record<string, unknown>;
};
export type SeenAccount = { id: string; teamId: string; grantId: string; status: string; username: string };
export type SeenGrant = { id: string; status: string };
export type Task = ReturnType<Simulator['tasks']>[number];
export type Call = ReturnType<Simulator['calls']>[number];

/** Everything there is to be seen after a step, and what changed in it. */
export class Seen {
  readonly posts = new Map<string, SeenPost>();
  readonly attempts = new Map<string, SeenAttempt>();
  readonly accounts = new Map<string, SeenAccount>();
  readonly grants = new Map<string, SeenGrant>();
  readonly #attemptsOf = new Map<string, Map<string, SeenAttempt>>();
  #openIds = new Map<string, string>();
  readonly eventsOf = new Map<string, SeenEvent[]>();
  readonly known: KnownPosts;
  nowMs = 0;
  tasks: Task[] = [];
  /** What changed in the step: rows as they were and are, in their order. */
  fresh = newChanges();
  /** Whether an account or a permission is another than before the step. */
  hasConnectionChanged = false;
  #lastCall: Call | undefined;
  readonly #taskStates = new Map<Task, { status: string; videos: number }>();

  constructor(known: KnownPosts) {
    this.known = known;
  }

  /** Takes in what a step changed. */
  look(nowMs: number, changes: Change[], simulator: Simulator): void {
    this.nowMs = nowMs;
    this.fresh = newChanges();
    this.hasConnectionChanged = false;
    for (const { table, row, isGone } of changes) {
      switch (table) {
        case 'posts':
          this.fresh.posts.push(keep(this.posts, postOf(row), isGone));
          break;
        case 'publish_attempts':
          this.#keepAttempt(attemptOf(row), isGone);
          break;
        case 'accounts':
          this.#noteStatus(keep(this.accounts, accountOf(row), isGone));
          break;
        case 'grants':
          this.#noteStatus(keep(this.grants, { id: text(row.id), status: text(row.status) }, isGone));
          break;
        case 'events':
          this.#append(eventOf(row));
      }
    }
    this.tasks = simulator.tasks();
    this.#noteTasks();
    this.#openIds = new Map(simulator.creators().map(({ username, openId }) => [username, openId]));
    const calls = simulator.calls();
    const known = this.#lastCall ? calls.lastIndexOf(this.#lastCall) : -1;
    this.fresh.calls = calls.slice(known + 1);
    this.#lastCall = calls.at(-1) ?? this.#lastCall;
  }

  #noteTasks(): void {
    for (const task of this.tasks) {
      const { status, media } = task;
      const before = this.#taskStates.get(task);
      if (before?.status === status && before.videos === media.length) continue;
      this.#taskStates.set(task, { status, videos: media.length });
      this.fresh.tasks.push(task);
    }
  }

  #noteStatus({ before, after }: Changed<{ status: string }>): void {
    if (before?.status !== after?.status) this.hasConnectionChanged = true;
  }

  attemptsOf(postId: string): SeenAttempt[] {
    return [...(this.#attemptsOf.get(postId)?.values() ?? [])];
  }

  /** TikTok's name for a creator. */
  openIdOf(username: string): string | undefined {
    return this.#openIds.get(username);
  }

  #keepAttempt(attempt: SeenAttempt, isGone: boolean): void {
    this.fresh.attempts.push(keep(this.attempts, attempt, isGone));
    const ofPost = this.#attemptsOf.get(attempt.postId) ?? new Map<string, SeenAttempt>();
    this.#attemptsOf.set(attempt.postId, ofPost);
    keep(ofPost, attempt, isGone);
  }

  #append(event: SeenEvent): void {
    this.fresh.events.push(event);
    if (event.postId === null) return;
    const events = this.eventsOf.get(event.postId) ?? [];
    this.eventsOf.set(event.postId, events);
    events.push(event);
  }
}

type Changed<T> = { before: T | undefined; after: T | undefined };

function newChanges() {
  return {
    posts: [] as Changed<SeenPost>[],
    attempts: [] as Changed<SeenAttempt>[],
    events: [] as SeenEvent[],
    calls: [] as Call[],
    /** New, given a video, or in another status. */
    tasks: [] as Task[],
  };
}

function keep<T extends { id: string }>(rows: Map<string, T>, row: T, isGone: boolean): Changed<T> {
  const before = rows.get(row.id);
  if (isGone) rows.delete(row.id);
  else rows.set(row.id, row);
  return { before, after: isGone ? undefined : row };
}

type Row = Record<string, unknown>;
const text = (value: unknown) => String(value);
const textOrNull = (value: unknown) => (value === null ? null : String(value));
const msOf = (value: unknown) => (value === null ? null : Date.parse(String(value)));

function postOf(row: Row): SeenPost {
  return {
    id: text(row.id),
    teamId: text(row.team_id),
    accountId: text(row.account_id),
    status: row.status as PostStatus,
    mode: row.mode as PostMode,
    publishAtMs: msOf(row.publish_at),
    nextCheckAtMs: msOf(row.next_check_at),
    problemCode: textOrNull(row.problem_code),
    problemRetryAtMs: msOf(row.problem_retry_at),
    leaseEndsAtMs: msOf(row.lease_expires_at),
    tiktokPostIds: row.tiktok_post_ids as string[],
  };
}

function attemptOf(row: Row): SeenAttempt {
  return {
    id: text(row.id),
    postId: text(row.post_id),
    number: Number(row.number),
    step: text(row.step),
    outcome: row.outcome as AttemptOutcome | null,
    publishId: textOrNull(row.publish_id),
    errorCode: textOrNull(row.error_code),
  };
}

function accountOf(row: Row): SeenAccount {
  return {
    id: text(row.id),
    teamId: text(row.team_id),
    grantId: text(row.grant_id),
    status: text(row.status),
    username: text(row.username),
  };
}

function eventOf(row: Row): SeenEvent {
  return {
    teamId: text(row.team_id),
    sequence: Number(row.sequence),
    type: text(row.type),
    actor: text(row.actor_kind),
    postId: textOrNull(row.post_id),
    data: row.data as Record<string, unknown>,
  };
}
