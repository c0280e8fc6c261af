import { isAtEnd } from '../post-life.ts';
import { isOut, nameOf, type Rule, tasksTaken } from './rule.ts';

export const allSettled: Rule = {
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

export const nothingLost: Rule = {
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
