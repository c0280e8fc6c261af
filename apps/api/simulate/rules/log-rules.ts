import type { PostStatus } from '@airdate/db';
import { availableActions } from '../../src/posts/post.ts';
import { isAtEnd, STATUS_AFTER } from '../post-life.ts';
import type { Seen } from '../seen.ts';
import { changedPosts, isOut, isTaken, nameOf, type Rule, tasksTaken } from './rule.ts';

export const statusFromEvents: Rule = {
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

export const gaplessLog: Rule = {
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

export const alwaysANext: Rule = {
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

export const endsOnWord: Rule = {
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

export const NOT_OUT: readonly PostStatus[] = ['DRAFT', 'SCHEDULED', 'HELD', 'FAILED', 'CANCELLED'];

export const neverDenied: Rule = {
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
