import type { PostStatus } from '@airdate/db';
import { ENDPOINTS } from '@airdate/tiktok';
import { availableActions } from '../src/posts/post.ts';
import type { KnownPost } from './people-know.ts';
import { isAtEnd, STATUS_AFTER } from './post-life.ts';
import type { Seen, SeenAttempt, SeenPost, Task } from './seen.ts';

/** Something that must hold after every step. */
export type Rule = {
  name: string;
  /** What holds. */
  says: string;
  /** @returns what breaks it; nothing when it holds */
  broken(seen: Seen): Iterable<string>;
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** TikTok has every byte of it, and has not refused it. */
const isTaken = (task: Task) => task.media.length > 0 && task.status !== 'FAILED';
const isOut = (task: Task) => task.status === 'PUBLISH_COMPLETE' || task.status === 'SEND_TO_USER_INBOX';

/** The post that TikTok was given, by its video or, before that has arrived, by its caption. */
function postOfTask(seen: Seen, task: Task): KnownPost | undefined {
  const [file] = task.media;
  return file ? seen.known.byVideo(file.sha256) : seen.known.byCaption(task.settings.title);
}

const takenTasks = new WeakMap<Seen, Map<KnownPost, Set<Task>>>();

/** Which posts TikTok has, and by which tasks. Kept from step to step, because a task stays what it is. */
function tasksTaken(seen: Seen): Map<KnownPost, Set<Task>> {
  const known = takenTasks.get(seen) ?? new Map<KnownPost, Set<Task>>();
  takenTasks.set(seen, known);
  for (const task of seen.fresh.tasks) {
    if (task.media.length === 0) continue;
    const post = postOfTask(seen, task);
    if (!post) continue;
    const tasks = known.get(post) ?? new Set();
    known.set(post, tasks.add(task));
  }
  return known;
}

function* changedPosts(seen: Seen): Generator<SeenPost> {
  for (const id of new Set(seen.fresh.posts.map(({ after }) => after?.id))) {
    const post = id === undefined ? undefined : seen.posts.get(id);
    if (post) yield post;
  }
}

const nameOf = (seen: Seen, postId: string) => `post ${seen.known.byId(postId)?.number ?? postId}`;

const onceOnTikTok: Rule = {
  name: 'once on TikTok',
  says: 'No post is on TikTok twice, unless a person had it sent again and took that risk.',
  *broken(seen) {
    const known = tasksTaken(seen);
    for (const post of new Set(seen.fresh.tasks.map((task) => postOfTask(seen, task)))) {
      if (!post) continue;
      const taken = [...(known.get(post) ?? [])].filter(isTaken).length;
      if (taken > 1 + post.risksTaken) yield `post ${post.number} is there ${taken} times`;
    }
  },
};

/** Tasks in which everything that TikTok was given has been compared, by how much had arrived then. */
const compared = new WeakMap<Task, 'init' | 'video'>();

const asAgreed: Rule = {
  name: 'as agreed',
  says: 'TikTok is given exactly what a person agreed to, for the creator they chose, and nothing that nobody agrees to.',
  *broken(seen) {
    for (const task of seen.fresh.tasks) {
      const reached = task.media.length > 0 ? 'video' : 'init';
      if (compared.get(task) === reached) continue;
      compared.set(task, reached);
      const post = postOfTask(seen, task);
      if (!post) {
        if (reached === 'video' || task.kind === 'direct_video')
          yield `TikTok has a post that nobody wrote: ${task.settings.title}`;
        continue;
      }
      const agreed = post.agreed?.content;
      if (!agreed) {
        yield `post ${post.number} was sent, and nobody agrees to it`;
        continue;
      }
      const difference = differenceTo(task, agreed);
      if (difference) yield `post ${post.number} was sent with another ${difference} than agreed to`;
    }
  },
};

function differenceTo(task: Task, agreed: KnownPost['written']): string | null {
  const [file] = task.media;
  if (file && file.sha256 !== agreed.videoSha256) return 'video';
  if (task.kind !== (agreed.mode === 'DIRECT' ? 'direct_video' : 'inbox_video')) return 'mode';
  if (agreed.mode === 'INBOX') return null;
  const { settings } = task;
  const pairs: [string, unknown, unknown][] = [
    ['caption', settings.title, agreed.caption],
    ['audience', settings.privacyLevel, agreed.privacyLevel],
    ['comment setting', !settings.disableComment, agreed.allowComment],
    ['duet setting', !settings.disableDuet, agreed.allowDuet],
    ['stitch setting', !settings.disableStitch, agreed.allowStitch],
    ['own brand', settings.brandOrganic, agreed.yourBrand],
    ['branded content', settings.brandContent, agreed.brandedContent],
    ['AI label', settings.aiGenerated, agreed.isAiGenerated],
  ];
  return pairs.find(([, sent, wanted]) => sent !== wanted)?.[0] ?? null;
}

const begun = new WeakSet<Task>();

const neverEarly: Rule = {
  name: 'never early',
  says: 'Nothing is claimed, or told to TikTok, before its time.',
  *broken(seen) {
    for (const task of seen.fresh.tasks) {
      if (begun.has(task)) continue;
      const post = postOfTask(seen, task);
      if (!post) continue;
      begun.add(task);
      const notBefore = post.agreed?.notBeforeMs ?? 0;
      if (task.createdAtMs < notBefore)
        yield `post ${post.number} is ${notBefore - task.createdAtMs} ms early`;
    }
    for (const { before, after } of seen.fresh.posts) {
      if (before?.status !== 'SCHEDULED' || after?.status !== 'PUBLISHING') continue;
      if ((after.publishAtMs ?? 0) > seen.nowMs) yield `${nameOf(seen, after.id)} was claimed early`;
    }
  },
};

const statusFromEvents: Rule = {
  name: 'status from events',
  says: 'The status of a post is the one that its events say, and only arrows that exist are taken.',
  *broken(seen) {
    for (const post of changedPosts(seen)) {
      let told: PostStatus | null = null;
      for (const event of seen.eventsOf.get(post.id) ?? []) {
        const next = STATUS_AFTER[event.type];
        if (!next) continue;
        const from: PostStatus | null = told;
        if (!next.from.includes(from)) yield `${nameOf(seen, post.id)} went from ${from} by ${event.type}`;
        told = next.to;
      }
      if (told !== post.status) yield `${nameOf(seen, post.id)} is ${post.status}, its events say ${told}`;
    }
  },
};

const lastSequences = new WeakMap<Seen, Map<string, number>>();

const gaplessLog: Rule = {
  name: 'gapless log',
  says: 'The events of a team are numbered without a gap.',
  *broken(seen) {
    const last = lastSequences.get(seen) ?? new Map<string, number>();
    lastSequences.set(seen, last);
    for (const { teamId, sequence, type } of seen.fresh.events.toSorted((a, b) => a.sequence - b.sequence)) {
      const expected = (last.get(teamId) ?? 0) + 1;
      if (sequence !== expected) yield `${type} has number ${sequence} where ${expected} comes next`;
      last.set(teamId, sequence);
    }
  },
};

const alwaysANext: Rule = {
  name: 'always a next',
  says: 'A post that is not at its end has a next question, a time, or something that a person can do.',
  *broken(seen) {
    for (const post of changedPosts(seen)) {
      const { status, publishAtMs, nextCheckAtMs, problemCode } = post;
      const next = {
        time: status === 'SCHEDULED' && publishAtMs !== null,
        worker: status === 'PUBLISHING',
        question: status === 'PROCESSING' && nextCheckAtMs !== null,
        person: availableActions(post).length > 0,
      };
      if (!Object.values(next).some(Boolean) && !isAtEnd(status)) {
        yield `${nameOf(seen, post.id)} is ${status} and nothing follows`;
      }
      const isStopped =
        status === 'HELD' || status === 'FAILED' || status === 'UNCONFIRMED' || status === 'NEEDS_ATTENTION';
      if (isStopped && problemCode === null)
        yield `${nameOf(seen, post.id)} is ${status} and does not say why`;
    }
  },
};

const callTimes = new WeakMap<Seen, Map<string, number[]>>();

const callLimits: Rule = {
  name: 'call limits',
  says: 'In no sliding minute TikTok gets more calls for a creator than it allows.',
  *broken(seen) {
    const times = callTimes.get(seen) ?? new Map<string, number[]>();
    callTimes.set(seen, times);
    for (const { endpoint, creator, atMs } of seen.fresh.calls) {
      const limit = LIMITED[endpoint];
      if (limit === undefined || creator === null) continue;
      const key = `${creator} ${endpoint}`;
      const recent = (times.get(key) ?? []).filter((at) => at > atMs - MINUTE_MS);
      times.set(key, [...recent, atMs]);
      if (recent.length >= limit)
        yield `${recent.length + 1} calls to ${endpoint} for ${creator} in a minute`;
    }
  },
};

const LIMITED: Record<string, number> = Object.fromEntries(
  (['creator_info.query', 'video.init', 'inbox.video.init', 'status.fetch'] as const).map((name) => [
    name,
    ENDPOINTS[name].callsPerMinute,
  ]),
);

type Refusal = { atMs: number; roomAtMs: number };
const refusals = new WeakMap<Seen, Map<string, Refusal>>();

const capsAskedOnce: Rule = {
  name: 'caps asked once',
  says: 'Once TikTok named a cap of a creator, no post asks again before there can be room.',
  *broken(seen) {
    const known = refusals.get(seen) ?? new Map<string, Refusal>();
    refusals.set(seen, known);
    for (const { endpoint, creator, atMs, code, fault } of seen.fresh.calls) {
      if (creator === null || endpoint !== 'video.init' || fault !== null) continue;
      if (code === 'ok') known.delete(creator);
      if (code !== 'spam_risk_too_many_posts') continue;
      const before = known.get(creator);
      if (before && atMs < before.roomAtMs) {
        yield `${creator} asked again after ${atMs - before.atMs} ms, room comes after ${before.roomAtMs - before.atMs} ms`;
      }
      known.set(creator, { atMs, roomAtMs: roomAtMs(seen, creator, atMs) });
    }
  },
};

/** When the oldest of the posts that TikTok counts leaves the window. */
function roomAtMs(seen: Seen, creator: string, atMs: number): number {
  const openId = seen.openIdOf(creator);
  const counted = seen.tasks.filter(
    (task) =>
      task.openId === openId &&
      task.kind === 'direct_video' &&
      task.status !== 'FAILED' &&
      task.createdAtMs > atMs - DAY_MS,
  );
  return Math.min(...counted.map((task) => task.createdAtMs)) + DAY_MS;
}

const endsOnWord: Rule = {
  name: 'ends on a word',
  says: 'A post is PUBLISHED or in the inbox only when TikTok has it so, or a person said so.',
  *broken(seen) {
    for (const { type, postId, actor, data } of seen.fresh.events) {
      if (postId === null || (type !== 'post.published' && type !== 'post.in_inbox')) continue;
      const task = seen.tasks.find(({ publishId }) => publishId === data.publishId);
      const isSo = type === 'post.published' ? task?.status === 'PUBLISH_COMPLETE' : task && isOut(task);
      if (actor !== 'tiktok' || !isSo)
        yield `${nameOf(seen, postId)}: ${type} by ${actor}, TikTok has it ${task?.status}`;
    }
    for (const post of changedPosts(seen)) {
      if (post.status !== 'PUBLISHED' || seen.known.byId(post.id)?.decided) continue;
      const told = seen.eventsOf.get(post.id)?.some(({ type }) => type === 'post.published');
      if (!told) yield `${nameOf(seen, post.id)} is PUBLISHED on nobody's word`;
    }
  },
};

const NOT_OUT: readonly PostStatus[] = ['DRAFT', 'SCHEDULED', 'HELD', 'FAILED', 'CANCELLED'];

const neverDenied: Rule = {
  name: 'never denied',
  says: 'A post that TikTok has is not called a draft, planned, held, failed or withdrawn, unless a person decided so.',
  *broken(seen) {
    const taken = tasksTaken(seen);
    for (const row of changedPosts(seen)) {
      const post = seen.known.byId(row.id);
      if (!post || post.risksTaken > 0 || post.decided || !NOT_OUT.includes(row.status)) continue;
      if ([...(taken.get(post) ?? [])].some(isTaken))
        yield `post ${post.number} is ${row.status}, and TikTok has it`;
    }
  },
};

const settledOnce: Rule = {
  name: 'settled once',
  says: 'What is written of a settled attempt does not change, but for a draft that its creator publishes.',
  *broken(seen) {
    for (const { before, after } of seen.fresh.attempts) {
      if (!before?.outcome || settlementOf(before) === settlementOf(after)) continue;
      if (before.outcome === 'IN_INBOX' && after?.outcome === 'PUBLISHED') continue;
      const words = `was ${settlementOf(before)} and is ${settlementOf(after)}`;
      yield `attempt ${before.number} of ${nameOf(seen, before.postId)} ${words}`;
    }
  },
};

/** How an attempt ended, in words that two runs of one seed share. */
function settlementOf(attempt: SeenAttempt | undefined): string {
  if (!attempt) return 'gone';
  const { step, outcome, errorCode, publishId } = attempt;
  return `${outcome} (${errorCode ?? 'no error'}) at ${step} ${publishId ? 'with' : 'without'} a publish id`;
}

const oneAttempt: Rule = {
  name: 'one attempt',
  says: 'A post has one attempt under way at most, and a stopped post none; attempts are numbered in their order.',
  *broken(seen) {
    const ids = new Set([
      ...seen.fresh.attempts.map(({ after }) => after?.postId),
      ...seen.fresh.posts.map(({ after }) => after?.id),
    ]);
    for (const id of ids) {
      if (id === undefined) continue;
      const attempts = seen.attemptsOf(id).sort((a, b) => a.number - b.number);
      const live = attempts.filter(({ outcome }) => outcome === null).length;
      const status = seen.posts.get(id)?.status;
      if (live > 1) yield `${nameOf(seen, id)} has ${live} attempts under way`;
      if (live > 0 && status && (NOT_OUT.includes(status) || isAtEnd(status)))
        yield `${nameOf(seen, id)} is ${status} with an attempt under way`;
      if (attempts.some(({ number }, n) => number !== n + 1))
        yield `${nameOf(seen, id)} has attempts with a gap`;
    }
  },
};

const ownTeam: Rule = {
  name: 'own team',
  says: "A team's log and posts speak of its own posts and accounts alone.",
  *broken(seen) {
    for (const { postId, teamId, type } of seen.fresh.events) {
      const post = postId === null ? undefined : seen.posts.get(postId);
      if (post && post.teamId !== teamId)
        yield `${type} of ${nameOf(seen, post.id)} is in another team's log`;
    }
    for (const post of changedPosts(seen)) {
      const account = seen.accounts.get(post.accountId);
      if (account && account.teamId !== post.teamId)
        yield `${nameOf(seen, post.id)} uses another team's account`;
    }
  },
};

export const RULES: readonly Rule[] = [
  onceOnTikTok,
  asAgreed,
  neverEarly,
  statusFromEvents,
  gaplessLog,
  alwaysANext,
  callLimits,
  capsAskedOnce,
  endsOnWord,
  neverDenied,
  settledOnce,
  oneAttempt,
  ownTeam,
];

const allSettled: Rule = {
  name: 'all settled',
  says: 'At the end every post is out, withdrawn, a draft, or given up with a reason; nobody has it in hand.',
  *broken(seen) {
    for (const { id, status, leaseEndsAtMs } of seen.posts.values()) {
      const isSettled = isAtEnd(status) || status === 'DRAFT' || status === 'FAILED';
      if (!isSettled) yield `${nameOf(seen, id)} is ${status}`;
      if (leaseEndsAtMs !== null && leaseEndsAtMs > seen.nowMs)
        yield `${nameOf(seen, id)} is in somebody's hand`;
    }
  },
};

const nothingLost: Rule = {
  name: 'nothing lost',
  says: 'At the end every post that TikTok has out is known to be out.',
  *broken(seen) {
    for (const [post, tasks] of tasksTaken(seen)) {
      const status = seen.posts.get(post.id)?.status;
      if (
        [...tasks].some(isOut) &&
        status !== 'PUBLISHED' &&
        status !== 'IN_INBOX' &&
        !post.decided &&
        post.risksTaken === 0
      ) {
        yield `post ${post.number} is on TikTok and ${status} here`;
      }
    }
  },
};

/** What must hold besides when everything has come to rest. */
export const REST_RULES: readonly Rule[] = [allSettled, nothingLost];
