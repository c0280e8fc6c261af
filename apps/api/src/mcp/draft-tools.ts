import { z } from 'zod';
import { CHOICE } from '../posts/describe-choices.graphql.ts';
import { CreatePostInput, POST_CHOICES, PreflightInput } from '../posts/post-input.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { agreement, localTime, POST_FIELDS, Post, postId, timeZone } from './post-fields.ts';
import { defineTool, ERROR_FIELDS, type Tool } from './tool.ts';

/** The choices of a post with their descriptions, as a verb takes them. */
function choicesOf(shape: Record<string, z.ZodType>): Record<string, z.ZodType> {
  return Object.fromEntries(POST_CHOICES.map((choice) => [choice, shape[choice]!.describe(CHOICE[choice])]));
}

const accountId = z.string().describe('As list_accounts answered.');
const mediaAssetId = z.string().describe('As upload_by_url answered.');

const Item = z.object({
  severity: z
    .string()
    .describe(
      'REFUSED: scheduling it would be refused. WARNING: it would be taken and not go out if nothing changes. CHANGE: it would go out, but not as asked for.',
    ),
  code: z.string(),
  sentence: z.string(),
  nextStep: z.string(),
  path: z.array(z.string()).describe('The field at fault.'),
  retryAt: z.string().nullable(),
});

export const draftTools: Tool[] = [
  defineTool({
    name: 'draft_post',
    title: 'Draft a post',
    description:
      'Saves a draft. Nothing reaches TikTok. The video may still be on its way. Needs the role editor.',
    kind: 'adds',
    input: z.object({ accountId, mediaAssetId, ...choicesOf(CreatePostInput.shape), idempotencyKey }),
    result: Post,
    operation: ({ idempotencyKey: key, ...input }) => ({
      document: `mutation ($input: CreatePostInput!, $key: String) {
        answer: createPost(input: $input, idempotencyKey: $key) { __typename ${ERROR_FIELDS} ${POST_FIELDS} }
      }`,
      variables: { input, key },
    }),
  }),
  defineTool({
    name: 'preflight_post',
    title: 'Check a post before it goes out',
    description:
      'Says everything that would stop or change a post, and changes nothing. Name a post, a post with changes, or an account and a video. Ask it before a person agrees, and show what it says.',
    kind: 'reads',
    input: z.object({
      postId: postId.optional(),
      localTime: localTime.optional(),
      timeZone: timeZone.optional(),
      agreedTo: agreement.agreedTo.optional(),
      accountId: accountId.optional(),
      mediaAssetId: mediaAssetId.optional(),
      ...choicesOf(PreflightInput.shape),
    }),
    result: z.object({
      wouldGoOut: z.boolean().describe('Whether nothing that is known would stop it.'),
      items: z.array(Item),
      publishAt: z.string(),
      contentHash: z.string(),
      requiredDeclarations: z
        .array(z.string())
        .describe('The texts of TikTok’s that a person has to agree to.'),
      creatorInfoFetchedAt: z.string().nullable(),
    }),
    operation: (input) => ({
      document: `query ($input: PreflightInput!) {
        answer: preflight(input: $input) {
          wouldGoOut publishAt contentHash requiredDeclarations creatorInfoFetchedAt
          items { severity code sentence nextStep path retryAt }
        }
      }`,
      variables: { input },
    }),
  }),
];
