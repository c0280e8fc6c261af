/** A defect that somebody could write: one small change of one file. */
export type Bug = {
  name: string;
  /** Below `apps/api/src`. */
  file: string;
  /** Occurs exactly once in the file. */
  search: string;
  replace: string;
  /** Of a run in which it bites early. */
  seed: number;
};

/** Defects that a run has to find. Each breaks a promise of ARCHITECTURE.md. */
export const BUGS: readonly Bug[] = [
  {
    name: 'what a dead worker left is begun again, although TikTok may have it',
    file: 'publishing/advance-post.ts',
    search: 'return resume(run, live!);',
    replace: `{
      const problem = { code: 'network_error', logId: null, retryAt: run.deps.clock.now() };
      return import('./stop-publishing.ts').then(({ abandonAttempt }) => abandonAttempt(run, live!, problem));
    }`,
    seed: 110,
  },
  {
    name: 'a post that stops does not say why',
    file: 'publishing/stop-publishing.ts',
    search: 'return { problemCode: code, problemLogId: logId, problemRetryAt: retryAt };',
    replace: 'return { problemCode: null, problemLogId: logId, problemRetryAt: retryAt };',
    seed: 110,
  },
  {
    name: 'posts are claimed before their time',
    file: 'publishing/dispatcher/claim-due-posts.ts',
    search: 'AND p.publish_at <=',
    replace: "AND p.publish_at - interval '1 hour' <=",
    seed: 102,
  },
  {
    name: 'a leased post is claimed by another worker',
    file: 'publishing/dispatcher/claim-due-posts.ts',
    search: '(p.lease_expires_at IS NULL OR',
    replace: '(true OR',
    seed: 102,
  },
  {
    name: 'a worker that woke up late writes on',
    file: 'publishing/shared-write.ts',
    search: `AND posts.status = 'PUBLISHING'
        AND posts.lease_token = asked.lease_token AND posts.lease_expires_at > asked.now`,
    replace: '',
    seed: 103,
  },
  {
    name: 'a claim appends no event',
    file: 'publishing/dispatcher/claim-due-posts.ts',
    search: 'FROM claimed WHERE is_new',
    replace: 'FROM claimed WHERE NOT is_new',
    seed: 110,
  },
  {
    name: 'numbers of events skip one when several are appended',
    file: 'events/append-news.ts',
    search: 'last_sequence + 1 - row_number()',
    replace: 'last_sequence + 2 - row_number()',
    seed: 110,
  },
  {
    name: 'an edited post stays planned',
    file: 'posts/update-post.ts',
    search: "to: 'DRAFT',",
    replace: 'to: post.status,',
    seed: 110,
  },
  {
    name: 'a forgotten tab agrees to what it does not show',
    file: 'posts/assert-unchanged.ts',
    search: 'if (contentHash(post) !== shownHash) throw new PostChangedError(post.id);',
    replace: 'if (contentHash(post) === "") throw new PostChangedError(post.id);',
    seed: 104,
  },
  {
    name: 'comments are allowed when they are not, and the other way round',
    file: 'publishing/deliveries/direct-video.ts',
    search: 'disableComment: !allowComment,',
    replace: 'disableComment: allowComment,',
    seed: 110,
  },
  {
    name: 'TikTok hears of a brand that was not agreed to',
    file: 'publishing/deliveries/direct-video.ts',
    search: 'brandOrganicToggle: yourBrand,',
    replace: 'brandOrganicToggle: yourBrand || brandedContent,',
    seed: 102,
  },
  {
    name: 'calls are not counted',
    file: 'quota/reserve-call.ts',
    search: 'return availableAt ? { ok: false, availableAt } : { ok: true };',
    replace: 'return availableAt && grantId === bucket ? { ok: false, availableAt } : { ok: true };',
    seed: 108,
  },
  {
    name: 'a draft in the inbox counts as published',
    file: 'publishing/apply-verdict.ts',
    search: "const to = verdict.status === 'PUBLISH_COMPLETE' ? 'PUBLISHED' : 'IN_INBOX';",
    replace: "const to = verdict.status === 'PUBLISH_COMPLETE' ? 'PUBLISHED' : 'PUBLISHED';",
    seed: 112,
  },
  {
    name: 'bytes that arrived count as published',
    file: 'publishing/await-verdict.ts',
    search: "status = 'PROCESSING',",
    replace: "status = 'PUBLISHED',",
    seed: 110,
  },
  {
    name: 'a post that waits for its verdict has no next question',
    file: 'publishing/await-verdict.ts',
    search: "next_check_at = (asked.input->>'nextCheckAt')::timestamptz,",
    replace: 'next_check_at = NULL,',
    seed: 110,
  },
  {
    name: 'a lost question is taken for a refusal',
    file: 'publishing/check-publish-status.ts',
    search: 'else await escalateUnconfirmed(deps, post);\n  } catch',
    replace: "else await refusePublish(deps, post, attempt, { code: 'internal', logId: null });\n  } catch",
    seed: 107,
  },
  {
    name: 'a post that TikTok may still publish fails after a day',
    file: 'publishing/escalate-unconfirmed.ts',
    search: '  if (!to || post.status === to || !canMove(post.status, to)) return;',
    replace: `  if (!to || post.status === to || !canMove(post.status, to)) return;
  if (to === 'UNCONFIRMED') {
    await deps.db.post.update({ where: { id: post.id }, data: { status: 'FAILED', problemCode: code, nextCheckAt: null } });
    return;
  }`,
    seed: 107,
  },
  {
    name: 'held posts do not go on when their cap is over',
    file: 'publishing/resume-held.ts',
    search: 'posts.problem_retry_at <=',
    replace: "posts.problem_retry_at + interval '1 year' <=",
    seed: 102,
  },
  {
    name: 'an attempt stays open when its post is set aside',
    file: 'publishing/stop-publishing.ts',
    search: "if (live) await settleAttempt(tx, live, 'FAILED', problem, at);",
    replace: '',
    seed: 110,
  },
  {
    name: 'an attempt that was given up is settled once more',
    file: 'publishing/decide-post.ts',
    search: 'where: { postId: post.id, outcome: null },',
    replace: 'where: { postId: post.id },',
    seed: 107,
  },
];
