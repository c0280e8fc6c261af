import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { DomainError, NotFoundError } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import { type AskCreator, CONSENTED_POST, type ConsentedPost, checkAgreement } from './check-consent.ts';
import { chooseTimes, type PlannedTime } from './choose-times.ts';
import type { Agreement, CreatorShown } from './consent.ts';
import { creatorForPlan } from './creator-for-plan.ts';
import { holdAllAsSeen, lockCreatorPlans } from './hold-all-as-seen.ts';
import { plannableInstant } from './plannable-instant.ts';
import { SchedulePostsInput } from './schedule-posts-input.ts';
import { warnOfPosts } from './warn-of-posts.ts';
import { writePlans } from './write-plans.ts';

/** What became of one post of many: its time, or why it cannot be planned. */
export type PostPlan = { postId: string; time: PlannedTime | null; error: DomainError | null };

export type PostPlans = {
  /** Whether the posts that have a time are planned. */
  done: boolean;
  /** In the order in which the posts were named. */
  plans: PostPlan[];
};

/** A post that may be planned, as far as it was seen before the transaction. */
type Candidate = { post: ConsentedPost; creator: CreatorShown; agreement: Agreement };

/**
 * Agrees to many posts and plans them together: evenly over a span, or for the next free slots of their accounts. Each account
 * has its posts in the order in which they are named. A post that cannot be planned stays as it is and says why; the times
 * are shared among the others.
 *
 * @param input.posts 1 to 500, each with what was seen of it
 * @param input.spread a span on the wall clock, a minute or more for each post after the first; unset, the next free slots
 * @param input.allOrNothing plan none when one cannot be planned
 * @param input.dryRun say what would become of each, and change nothing
 * @throws ForbiddenError | ValidationError
 * @throws NotFoundError when one of them is no post of the team; nothing is changed then
 */
export async function schedulePosts(ctx: TeamContext, input: SchedulePostsInput): Promise<PostPlans> {
  requireRole(ctx, 'EDITOR');
  const { posts: agreements, spread, allOrNothing, dryRun } = parseInput(SchedulePostsInput, input);
  const { deps } = ctx;
  if (spread) {
    const { from, to, timeZone } = spread;
    const now = deps.clock.now();
    plannableInstant(from, timeZone, now, ['spread', 'from']);
    plannableInstant(to, timeZone, now, ['spread', 'to']);
  }
  const checked = await checkAll(ctx, agreements);

  const answer = await commitChange(ctx, async (tx) => {
    await lockCreatorPlans(tx, checked.candidates);
    const at = deps.clock.now();
    const errors = new Map([...checked.errors, ...(await holdAllAsSeen(tx, checked.candidates))]);
    const unchanged = checked.candidates.filter(({ post }) => !errors.has(post.id));
    const { times, refused } = await chooseTimes(tx, unchanged, spread ?? null, at);
    for (const [postId, error] of refused) errors.set(postId, error);

    const plans = unchanged.flatMap((candidate) => {
      const time = times.get(candidate.post.id);
      return time ? [{ ...candidate, ...time }] : [];
    });
    const done = !dryRun && plans.length > 0 && !(allOrNothing && errors.size > 0);
    if (done) await writePlans(tx, ctx, plans, at);
    return {
      done,
      plans: agreements.map(({ postId }) => ({
        postId,
        time: times.get(postId) ?? null,
        error: errors.get(postId) ?? null,
      })),
    };
  });
  if (answer.done) {
    const planned = answer.plans.filter(({ time }) => time !== null).map(({ postId }) => postId);
    await warnOfPosts(deps.acrossTeams, { id: { in: planned } });
  }
  return answer;
}

type PostAgreement = Agreement & { postId: string };
type Checked = { candidates: Candidate[]; errors: Map<string, DomainError> };

/** Checks each post as if it were planned alone; of each account TikTok is asked once at most. */
async function checkAll(ctx: TeamContext, agreements: PostAgreement[]): Promise<Checked> {
  const posts = await readPosts(ctx, agreements);
  const asked = new Map<string, ReturnType<AskCreator>>();
  const askCreator: AskCreator = (accountId) => {
    const answer = asked.get(accountId) ?? creatorForPlan(ctx, accountId);
    asked.set(accountId, answer);
    return answer;
  };
  const candidates: Candidate[] = [];
  const errors = new Map<string, DomainError>();
  for (const [index, { postId, ...agreement }] of agreements.entries()) {
    const post = posts[index]!;
    try {
      const creator = await checkAgreement(ctx, post, 'SCHEDULE', agreement, askCreator);
      candidates.push({ post, creator, agreement });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      errors.set(postId, error);
    }
  }
  return { candidates, errors };
}

/** @throws NotFoundError naming the first that is no post of the team */
async function readPosts(
  { deps, teamId }: TeamContext,
  agreements: PostAgreement[],
): Promise<ConsentedPost[]> {
  const ids = agreements.map(({ postId }) => postId);
  const rows = await deps.db.post.findMany({ where: { id: { in: ids }, teamId }, include: CONSENTED_POST });
  const byId = new Map(rows.map((post) => [post.id, post]));
  return ids.map((id, index) => {
    const post = byId.get(id);
    if (!post) throw new NotFoundError('post', ['posts', String(index), 'postId']);
    return post;
  });
}
