import { KEEPS_PLAN, type PostStatus } from '@airdate/db';
import { type PublishState, TikTokError } from '@airdate/tiktok';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { explainFailure } from '../explain-failure.ts';
import { gatherByDb } from '../gather.ts';
import { lockPatience } from '../lock-patience.ts';
import { ASKED_ABOUT_STATUSES } from '../posts/post.ts';
import { CallsUsedUpError, callTikTok } from '../quota/call-tiktok.ts';
import { applyVerdict, isVerdict } from './apply-verdict.ts';
import { ASKING_ENDS_MS, checkDelayMs } from './check-delay.ts';
import { deliveryOf } from './deliveries/delivery-of.ts';
import { escalateUnconfirmed } from './escalate-unconfirmed.ts';
import { attemptAwaitingVerdict, liveAttempt } from './publish-attempt.ts';
import { type Attempt, type PostToPublish, readPostToPublish, tokenUse } from './publish-run.ts';
import { refusePublish } from './refuse-publish.ts';
import { spacedBefore, statusAskableAt } from './take-status-turn.ts';

/**
 * Asks TikTok once what became of a post and records the answer. Reads only on TikTok's side, so it may run any number
 * of times; the row says whether a question is due.
 *
 * @param now the instant by which the question has to be due
 */
export async function checkPublishStatus(
  deps: Deps,
  postId: string,
  now: Date = deps.clock.now(),
): Promise<void> {
  const post = await readPostToPublish(deps.db, postId);
  const attempt = post && (attemptAwaitingVerdict(post) ?? liveAttempt(post));
  if (!post || !(await takeTurn(deps, post, attempt?.startedAt ?? post.createdAt, now))) return;
  const publishId = attempt?.publishId;
  // Nothing to ask with: only a webhook or a person can tell.
  if (!publishId) return escalateUnconfirmed(deps, post);

  const { grantId } = post.account;
  const call = { grantId, bucket: 'status.fetch', use: tokenUse(post, 'STATUS') } as const;
  try {
    const state = await callTikTok(deps, call, (accessToken) =>
      deps.tiktok.fetchPublishStatus({ accessToken, publishId }),
    );
    if (isVerdict(state)) await applyVerdict(deps, post, state);
    else if (isLostUpload(deps, post, attempt, state)) {
      await refusePublish(deps, post, attempt, { code: 'upload_incomplete', logId: state.logId });
    } else await escalateUnconfirmed(deps, post);
  } catch (error) {
    if (error instanceof CallsUsedUpError) return askAgainAt(deps, post.id, error.availableAt);
    if (!(error instanceof TikTokError) && !(error instanceof DomainError)) throw error;
    deps.log.warn(
      { postId, code: error.code, logId: error.logId },
      'status question failed; it is asked again',
    );
    const { disposition } = explainFailure(error.code);
    const cannotAsk = disposition === 'RECONNECT' || disposition === 'REFRESH';
    await escalateUnconfirmed(deps, post, cannotAsk ? 'account_needs_reconnect' : 'no_verdict');
  }
}

/** Nothing that was on its way when an upload URL ran out arrives later than this. */
const LAST_BYTES_MS = 10 * 60_000;

/** Whether TikTok lacks a part of the video that nobody can send any more. */
function isLostUpload(deps: Deps, post: PostToPublish, attempt: Attempt, state: PublishState): boolean {
  const runsOutAt = attempt.upload?.urlExpiresAt;
  if (!runsOutAt || deps.clock.now().getTime() - runsOutAt.getTime() < LAST_BYTES_MS) return false;
  return deliveryOf(post).isIncomplete(state, attempt);
}

/** Of several who ask the same question one goes on; the next question is planned in the same write. */
async function takeTurn({ db }: Deps, post: PostToPublish, askedSince: Date, now: Date): Promise<boolean> {
  const { nextCheckAt, checkCount } = post;
  if (!nextCheckAt || nextCheckAt > now || !ASKED_ABOUT_STATUSES.includes(post.status)) return false;
  if (statusAskableAt(post) > now) {
    await askAgainAt({ db }, post.id, now);
    return false;
  }
  const isLastQuestion = now.getTime() - askedSince.getTime() > ASKING_ENDS_MS;
  const next = isLastQuestion ? null : new Date(now.getTime() + checkDelayMs(checkCount + 1));
  const { id, status } = post;
  return takeOne(db, { ...{ id, status, nextCheckAt, checkCount, next, now }, before: spacedBefore(now) });
}

type Turn = {
  id: string;
  status: PostStatus;
  nextCheckAt: Date;
  checkCount: number;
  next: Date | null;
  now: Date;
  before: Date;
};

const takeOne = gatherByDb(async (db, turns: Turn[]): Promise<boolean[]> => {
  const taken = await db.$queryRaw<{ id: string }[]>`${KEEPS_PLAN}
    WITH turns AS MATERIALIZED (
      SELECT *, ${lockPatience(turns.length)} FROM jsonb_to_recordset(${JSON.stringify(turns)}::jsonb) AS turns (
        id uuid, status text, "nextCheckAt" timestamptz, "checkCount" int, next timestamptz, now timestamptz,
        before timestamptz
      )
    )
    UPDATE posts SET
      next_check_at = turns.next, check_count = posts.check_count + 1, status_asked_at = turns.now,
      updated_at = turns.now
    FROM turns
    WHERE posts.id = turns.id AND posts.status::text = turns.status AND posts.next_check_at = turns."nextCheckAt"
      AND posts.check_count = turns."checkCount"
      AND (posts.status_asked_at IS NULL OR posts.status_asked_at <= turns.before)
    RETURNING posts.id::text`;
  const ids = new Set(taken.map(({ id }) => id));
  return turns.map(({ id }) => ids.has(id));
});

/**
 * Plans the next question, for example because a webhook says that there is news.
 *
 * @param wanted when to ask; it becomes later when TikTok was asked a moment ago
 */
export async function askAgainAt({ db }: Pick<Deps, 'db'>, postId: string, wanted: Date): Promise<void> {
  const post = await db.post.findUnique({ where: { id: postId }, select: { statusAskedAt: true } });
  if (!post) return;
  const askableAt = statusAskableAt(post);
  await db.post.updateMany({
    where: { id: postId, status: { in: ASKED_ABOUT_STATUSES } },
    data: { nextCheckAt: askableAt > wanted ? askableAt : wanted },
  });
}
