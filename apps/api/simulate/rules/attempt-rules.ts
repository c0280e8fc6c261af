import { isAtEnd } from '../post-life.ts';
import type { SeenAttempt } from '../seen.ts';
import { NOT_OUT } from './log-rules.ts';
import { changedPosts, nameOf, type Rule } from './rule.ts';

export const settledOnce: Rule = {
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

export const oneAttempt: Rule = {
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

export const ownTeam: Rule = {
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
