import type { PostSeries } from '@airdate/db';
import { z } from 'zod';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { ConflictError, issue, ValidationError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { as, parseInput } from '../parse-input.ts';
import { checkConsent } from '../posts/check-consent.ts';
import { consentOf } from '../posts/consent.ts';
import { contentOf } from '../posts/content-hash.ts';
import { holdAsSeen } from '../posts/hold-as-seen.ts';
import { lockCreatorPlan } from '../posts/hold-creator-plan.ts';
import { movePost } from '../posts/move-post.ts';
import { NO_PROBLEM } from '../posts/post.ts';
import { DECLARATIONS } from '../posts/posting-rules.ts';
import { warnOfPosts } from '../posts/warn-of-posts.ts';
import { DAY_MS } from '../quota/quota.ts';
import { OccurrenceTimeInput } from '../schedules/local-time-input.ts';
import { planOccurrences } from './plan-occurrences.ts';
import { occurrencesBetween, readRule } from './recurrence.ts';
import { WITH_GRANT } from './series.queries.ts';

const FIRST_WITHIN_MS = 366 * DAY_MS;

const StartSeriesInput = z.object({
  postId: z.string(),
  contentHash: z.string(),
  agreedTo: z.array(z.enum(DECLARATIONS)),
  rule: z
    .string()
    .max(500, 'A rule has at most 500 characters.')
    .refine(
      (text) => readRule(text) !== null,
      as('rule_not_readable', 'Write an RRULE such as FREQ=WEEKLY;BYDAY=MO,TH.'),
    )
    .transform((text) => readRule(text)!),
  startLocalTime: OccurrenceTimeInput,
});
export type StartSeriesInput = z.input<typeof StartSeriesInput>;

/**
 * Agrees to a post and to its going out again and again by a rule, in the time zone that its account has now. The post becomes the
 * first occurrence; the others are copies of it, made ahead as posts of their own under the same agreement.
 *
 * @param input.rule an RRULE, see `readRule`
 * @param input.startLocalTime from which the rule counts; its time of day is that of every occurrence
 * @throws NotFoundError | ForbiddenError | PostChangedError | TikTokRefusedError
 * @throws ValidationError also `rule_not_readable`, and `no_occurrence` when there is none within a year
 * @throws ConflictError also for a post of another series
 * @throws QuotaExceededError when the first occurrence does not fit into the creator's 24 hours
 */
export async function startSeries(ctx: TeamContext, input: StartSeriesInput): Promise<PostSeries> {
  requireRole(ctx, 'EDITOR');
  const { postId, rule, startLocalTime, ...agreement } = parseInput(StartSeriesInput, input);
  const { deps, teamId, actor } = ctx;
  const { post, creator } = await checkConsent(ctx, postId, 'SCHEDULE', agreement);
  const { timeZone, grantId } = post.account;
  const recurrence = { rule, startLocalTime, timeZone };

  const series = await commitChange(ctx, async (tx) => {
    await lockCreatorPlan(tx, grantId);
    const at = deps.clock.now();
    const [first] = occurrencesBetween(recurrence, at, new Date(at.getTime() + FIRST_WITHIN_MS));
    if (!first) throw new ValidationError([issue('no_occurrence', ['rule'])]);
    await holdAsSeen(tx, post, { contentHash: agreement.contentHash, publishAt: first.at, now: at });
    const { seriesId } = await tx.post.findUniqueOrThrow({
      where: { id: postId },
      select: { seriesId: true },
    });
    if (seriesId !== null) {
      throw new ConflictError('action_not_available', { message: 'The post belongs to a series already.' });
    }

    const consent = consentOf(post, creator, agreement, actor, at);
    const series = await tx.postSeries.create({
      data: {
        ...contentOf(post),
        ...recurrence,
        teamId,
        agreedByUserId: consent.userId,
        agreedByApiKeyId: consent.apiKeyId,
        agreedAt: at,
        creatorUsername: consent.creatorUsername,
        creatorNickname: consent.creatorNickname,
        declarations: consent.declarations,
        contentHash: consent.contentHash,
        createdAt: at,
      },
      include: WITH_GRANT,
    });
    await tx.consent.create({ data: consent });
    await movePost(tx, post, {
      to: 'SCHEDULED',
      actor,
      at,
      set: {
        seriesId: series.id,
        occurrenceLocalTime: first.localTime,
        publishAt: first.at,
        publishLocalTime: first.localTime,
        publishTimeZone: timeZone,
        ...NO_PROBLEM,
      },
      event: {
        type: 'post.scheduled',
        data: { publishAt: first.at.toISOString(), localTime: first.localTime, timeZone },
      },
    });
    const { accountId } = post;
    await appendEvent(tx, { teamId, accountId, actor, at, type: 'series.started', data: recurrence });
    await planOccurrences(tx, series, at);
    return series;
  });
  await warnOfPosts(deps.acrossTeams, { seriesId: series.id });
  return series;
}
