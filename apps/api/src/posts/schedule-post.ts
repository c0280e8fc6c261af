import type { Post } from '@airdate/db';
import { z } from 'zod';
import { requireRole, type TeamContext } from '../context.ts';
import { issue, ValidationError } from '../errors.ts';
import { parseInput } from '../parse-input.ts';
import { DAY_MS } from '../quota/quota.ts';
import { instantOf, isLocalTime } from '../schedules/time-zone.ts';
import { TimeZoneInput } from '../teams/time-zone.ts';
import { planPost } from './plan-post.ts';
import { DECLARATIONS } from './posting-rules.ts';

const FURTHEST_AHEAD_DAYS = 366;

const SchedulePostInput = z.object({
  postId: z.string(),
  /** Wall-clock, "2026-03-29T09:00". */
  localTime: z.string().refine(isLocalTime, 'The local time must look like 2026-03-29T09:00.'),
  timeZone: TimeZoneInput,
  contentHash: z.string(),
  agreedTo: z.array(z.enum(DECLARATIONS)),
});
export type SchedulePostInput = z.input<typeof SchedulePostInput>;

/**
 * Agrees to a post and plans it for a wall-clock time. In the hour that daylight saving skips the time moves forward by
 * the gap; in the hour that repeats it means the first.
 *
 * @throws NotFoundError | ForbiddenError | ValidationError | ConflictError | PostChangedError | QuotaExceededError | TikTokRefusedError
 */
export async function schedulePost(ctx: TeamContext, input: SchedulePostInput): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  const { postId, localTime, timeZone, ...agreement } = parseInput(SchedulePostInput, input);
  const publishAt = instantOf(localTime, timeZone);
  assertPlannable(publishAt, ctx.deps.clock.now(), `${localTime} in ${timeZone}`);
  const plan = { publishAt, local: { time: localTime, timeZone } };
  return planPost(ctx, postId, 'SCHEDULE', agreement, async () => plan);
}

function assertPlannable(publishAt: Date, now: Date, asChosen: string): void {
  if (publishAt <= now) {
    throw new ValidationError([issue('time_in_past', ['localTime'], `${asChosen} has passed.`)]);
  }
  if (publishAt.getTime() - now.getTime() > FURTHEST_AHEAD_DAYS * DAY_MS) {
    const message = `Posts can be planned ${FURTHEST_AHEAD_DAYS} days ahead at most.`;
    throw new ValidationError([issue('time_too_far', ['localTime'], message)]);
  }
}
