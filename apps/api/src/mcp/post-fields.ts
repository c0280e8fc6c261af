import { z } from 'zod';

/** What tools that write a post are answered. */
export const POST_FIELDS = `
  ... on Post {
    id status contentHash caption publishAt publishLocalTime publishTimeZone availableActions
    problem { code sentence nextStep retryAt logId }
  }`;

export const Post = z.object({
  id: z.string(),
  status: z.string(),
  contentHash: z
    .string()
    .describe(
      'Stands for everything that TikTok will be given. Send it with the agreement to what was shown.',
    ),
  caption: z.string(),
  publishAt: z.string().nullable(),
  publishLocalTime: z.string().nullable(),
  publishTimeZone: z.string().nullable(),
  availableActions: z.array(z.string()).describe('What can be done with the post as it stands.'),
  problem: z
    .object({
      code: z.string(),
      sentence: z.string(),
      nextStep: z.string(),
      retryAt: z.string().nullable(),
      logId: z.string().nullable().describe('TikTok’s log_id, for its support.'),
    })
    .nullable()
    .describe('Why the post is held, failed or without a verdict: TikTok’s reason or ours.'),
});

export const postId = z.string().describe('A post of the team, as draft_post answered.');
export const localTime = z
  .string()
  .describe('A wall-clock time such as 2027-03-01T09:00, to come and at most 366 days ahead.');
export const timeZone = z
  .string()
  .describe('In which localTime is meant: an IANA name such as Europe/Berlin.');

/** What a person agreed to. */
export const agreement = {
  contentHash: z.string().describe('`contentHash` of the post as the person saw it; another one is refused.'),
  agreedTo: z
    .array(z.enum(['MUSIC_USAGE', 'BRANDED_CONTENT']))
    .describe(
      'The texts of TikTok’s that the person agreed to: `requiredDeclarations` of preflight_post. MUSIC_USAGE is “By posting, you agree to TikTok’s Music Usage Confirmation.”, BRANDED_CONTENT the same for its Branded Content Policy.',
    ),
};
