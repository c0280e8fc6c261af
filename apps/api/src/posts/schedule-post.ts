import type { Post } from '@airdate/db';
import { z } from 'zod';
import { requireRole, type TeamContext } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { LocalTimeInput } from '../schedules/local-time-input.ts';
import { TimeZoneInput } from '../teams/time-zone.ts';
import { planPost } from './plan-post.ts';
import { plannableInstant } from './plannable-instant.ts';
import { DECLARATIONS } from './posting-rules.ts';

const SchedulePostInput = z.object({
  postId: z.string(),
  localTime: LocalTimeInput,
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
  const publishAt = plannableInstant(localTime, timeZone, ctx.deps.clock.now(), ['localTime']);
  const plan = { publishAt, local: { time: localTime, timeZone } };
  return planPost(ctx, postId, 'SCHEDULE', agreement, async () => plan);
}
