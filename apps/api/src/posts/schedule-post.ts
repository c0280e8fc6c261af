import type { Post } from '@airdate/db';
import { requireRole, type TeamContext } from '../context.ts';
import { ValidationError } from '../errors.ts';
import { instantOf, isLocalTime, isTimeZone } from '../schedules/time-zone.ts';
import { planPost } from './plan-post.ts';
import type { Declaration } from './posting-rules.ts';

const FURTHEST_AHEAD_DAYS = 366;

export type SchedulePostInput = {
  postId: string;
  /** Wall-clock, "2026-03-29T09:00". */
  localTime: string;
  /** IANA name. */
  timeZone: string;
  agreedTo: Declaration[];
};

/**
 * Agrees to a post and plans it for a wall-clock time. In the hour that daylight saving skips the time moves forward by
 * the gap; in the hour that repeats it means the first.
 *
 * @throws NotFoundError | ForbiddenError | ValidationError | ConflictError | QuotaExceededError | TikTokRefusedError
 */
export async function schedulePost(ctx: TeamContext, input: SchedulePostInput): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  const publishAt = plannedInstant(input, ctx.deps.clock.now());
  const local = { time: input.localTime, timeZone: input.timeZone };
  return planPost(ctx, input.postId, 'SCHEDULE', input.agreedTo, { publishAt, local });
}

function plannedInstant({ localTime, timeZone }: SchedulePostInput, now: Date): Date {
  if (!isTimeZone(timeZone)) {
    throw refused(
      'unknown_time_zone',
      'timeZone',
      `"${timeZone}" is not an IANA time zone, such as Europe/Berlin.`,
    );
  }
  if (!isLocalTime(localTime)) {
    throw refused('invalid_input', 'localTime', 'The local time must look like 2026-03-29T09:00.');
  }
  const publishAt = instantOf(localTime, timeZone);
  if (publishAt <= now) {
    throw refused('time_in_past', 'localTime', `${localTime} in ${timeZone} has passed.`);
  }
  if (publishAt.getTime() - now.getTime() > FURTHEST_AHEAD_DAYS * 86_400_000) {
    throw refused(
      'time_too_far',
      'localTime',
      `Posts can be planned ${FURTHEST_AHEAD_DAYS} days ahead at most.`,
    );
  }
  return publishAt;
}

function refused(
  code: 'unknown_time_zone' | 'invalid_input' | 'time_in_past' | 'time_too_far',
  field: string,
  message: string,
) {
  return new ValidationError([{ code, path: [field], message }]);
}
