import { z } from 'zod';
import { LocalTimeInput } from '../schedules/local-time-input.ts';
import { TimeZoneInput } from '../teams/time-zone.ts';
import { DECLARATIONS } from './posting-rules.ts';

export const MAX_POSTS_AT_ONCE = 500;
const MINUTE_MS = 60_000;

const PostAgreement = z.object({
  postId: z.string(),
  contentHash: z.string(),
  agreedTo: z.array(z.enum(DECLARATIONS)),
});

export const SchedulePostsInput = z
  .object({
    posts: z
      .array(PostAgreement)
      .min(1, 'Name at least one post.')
      .max(MAX_POSTS_AT_ONCE, `At most ${MAX_POSTS_AT_ONCE} posts are planned at once.`),
    spread: z.object({ from: LocalTimeInput, to: LocalTimeInput, timeZone: TimeZoneInput }).nullish(),
    allOrNothing: z.boolean().nullish(),
    dryRun: z.boolean().nullish(),
  })
  .superRefine(({ posts, spread }, ctx) => {
    const seen = new Set<string>();
    for (const [index, { postId }] of posts.entries()) {
      const path = ['posts', index, 'postId'];
      if (seen.has(postId)) ctx.addIssue({ code: 'custom', path, message: 'This post is named twice.' });
      seen.add(postId);
    }
    if (spread && minutesIn(spread) < Math.max(0, posts.length - 1)) {
      const message = 'The span has to be at least a minute long for each post after the first.';
      ctx.addIssue({ code: 'custom', path: ['spread', 'to'], message });
    }
  });
export type SchedulePostsInput = z.input<typeof SchedulePostsInput>;

function minutesIn({ from, to }: { from: string; to: string }): number {
  return (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / MINUTE_MS;
}
