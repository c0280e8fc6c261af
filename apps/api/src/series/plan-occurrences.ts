import type { Post, PostSeries, Prisma, Tx } from '@airdate/db';
import type { Actor } from '../context.ts';
import { appendEvents, type NewEvents } from '../events/append-events.ts';
import { contentOf } from '../posts/content-hash.ts';
import { holdCreatorPlan } from '../posts/hold-creator-plan.ts';
import { DAY_MS, DIRECT_POST_CAP_CODE } from '../quota/quota.ts';
import { type Occurrence, occurrencesBetween, type Recurrence } from './recurrence.ts';
import type { PlannedSeries } from './series.queries.ts';

/** How far ahead occurrences are posts that people see in the calendar and can change. */
const HORIZON_MS = 35 * DAY_MS;

const SYSTEM: Actor = { kind: 'system' };

/**
 * Makes posts of the occurrences of the next 35 days that are not posts yet, each with the consent that was given to the series. One
 * for which TikTok has no room at its time is held until there is. Doing it twice does nothing more. The caller holds the plan of
 * the creator, see `lockCreatorPlan`, and has read the series after that.
 *
 * @returns how many posts were made
 */
export async function planOccurrences(tx: Tx, series: PlannedSeries, now: Date): Promise<number> {
  const missing = await missingOccurrences(tx, series, now);
  if (missing.length === 0) return 0;
  const { grantId } = series.account;
  const plan = await holdCreatorPlan(tx, { grantId, mode: series.mode, now, postIds: [] });
  const rows = missing.map(({ localTime, at }): Prisma.PostCreateManyInput => {
    const obstacle = plan.obstacleAt(at);
    plan.add(obstacle?.retryAt ?? at);
    return {
      ...contentOf(series),
      teamId: series.teamId,
      createdById: series.agreedByUserId,
      seriesId: series.id,
      occurrenceLocalTime: localTime,
      publishAt: at,
      publishLocalTime: localTime,
      publishTimeZone: series.timeZone,
      status: obstacle ? 'HELD' : 'SCHEDULED',
      problemCode: obstacle && (obstacle.tiktokCode ?? DIRECT_POST_CAP_CODE),
      problemRetryAt: obstacle?.retryAt ?? null,
      problemSince: obstacle && now,
      createdAt: now,
    };
  });
  const posts = await tx.post.createManyAndReturn({ data: rows });
  await tx.consent.createMany({ data: posts.map((post) => consentOfSeries(post, series)) });
  await appendEvents(
    tx,
    SYSTEM,
    posts.flatMap((post) => newsOf(post, now)),
  );
  return posts.length;
}

async function missingOccurrences(tx: Tx, series: PlannedSeries, now: Date): Promise<Occurrence[]> {
  const known = await tx.post.findMany({
    where: { seriesId: series.id, occurrenceLocalTime: { not: null } },
    select: { occurrenceLocalTime: true },
  });
  const taken = new Set(known.map((post) => post.occurrenceLocalTime));
  return upcomingOccurrences(series, now, new Date(now.getTime() + HORIZON_MS)).filter(
    ({ localTime }) => !taken.has(localTime),
  );
}

type Pausable = Recurrence & Pick<PostSeries, 'skipped' | 'pausedFrom' | 'pausedUntil' | 'endedAt'>;

const LOOK_AHEAD_MS = 366 * DAY_MS;
const MAX_OCCURRENCES = 50;

/** The occurrences that a series will have in the coming year. @param count how many, 0 to 50 */
export function nextOccurrences(series: Pausable, now: Date, count: number): Occurrence[] {
  const most = Math.max(0, Math.min(count, MAX_OCCURRENCES));
  return upcomingOccurrences(series, now, new Date(now.getTime() + LOOK_AHEAD_MS)).slice(0, most);
}

/** Without those that are skipped or in the pause. */
function upcomingOccurrences(series: Pausable, after: Date, until: Date): Occurrence[] {
  if (series.endedAt !== null) return [];
  const skipped = new Set(series.skipped);
  return occurrencesBetween(series, after, until).filter(
    ({ localTime, at }) => !skipped.has(localTime) && !isPausedAt(series, at),
  );
}

export function isPausedAt(
  { pausedFrom, pausedUntil }: Pick<PostSeries, 'pausedFrom' | 'pausedUntil'>,
  at: Date,
): boolean {
  return pausedFrom !== null && at >= pausedFrom && (pausedUntil === null || at < pausedUntil);
}

/** What was agreed to for all of them holds for each. */
function consentOfSeries({ id, privacyLevel }: Post, series: PlannedSeries): Prisma.ConsentCreateManyInput {
  return {
    postId: id,
    userId: series.agreedByUserId,
    apiKeyId: series.agreedByApiKeyId,
    creatorUsername: series.creatorUsername,
    creatorNickname: series.creatorNickname,
    privacyLevel,
    declarations: series.declarations,
    contentHash: series.contentHash,
    createdAt: series.agreedAt,
  };
}

function newsOf(post: Post, at: Date): NewEvents {
  const { id: postId, teamId, accountId, publishLocalTime, publishTimeZone } = post;
  const subject = { teamId, accountId, postId, at };
  const publishAt = post.publishAt!.toISOString();
  const created: NewEvents[number] = { ...subject, type: 'post.created', data: { caption: post.caption } };
  if (post.status === 'HELD') {
    const data = {
      code: post.problemCode!,
      retryAt: post.problemRetryAt?.toISOString() ?? null,
      logId: null,
    };
    return [created, { ...subject, type: 'post.held', data }];
  }
  const data = { publishAt, localTime: publishLocalTime, timeZone: publishTimeZone };
  return [created, { ...subject, type: 'post.scheduled', data }];
}
