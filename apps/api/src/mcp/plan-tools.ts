import { z } from 'zod';
import { idempotencyKey } from './idempotency-key.ts';
import { agreement, localTime, POST_FIELDS, Post, postId, timeZone } from './post-fields.ts';
import { defineTool, ERROR_FIELDS, type Tool } from './tool.ts';

/** How a post is agreed to, with the mutation that does so. */
const WAYS = {
  LOCAL_TIME: { field: 'schedulePost', type: 'SchedulePostInput' },
  NEXT_FREE_SLOT: { field: 'schedulePostInNextFreeSlot', type: 'SchedulePostInNextFreeSlotInput' },
  NOW: { field: 'publishPost', type: 'PublishPostInput' },
} as const;

function documentOf({ field, type }: { field: string; type: string }): string {
  return `mutation ($input: ${type}!, $key: String) {
    answer: ${field}(input: $input, idempotencyKey: $key) { __typename ${ERROR_FIELDS} ${POST_FIELDS} }
  }`;
}

const ONLY_AGREED =
  'Only after a person saw the post as it is and agreed to it and to TikTok’s texts: the agreement is recorded. Needs the role editor.';

export const planTools: Tool[] = [
  defineTool({
    name: 'schedule_post',
    title: 'Schedule a post',
    description: `Plans a draft for a time or for the next free slot of its account, or publishes it now. ${ONLY_AGREED}`,
    kind: 'changes',
    input: z.object({
      postId,
      when: z
        .enum(['LOCAL_TIME', 'NEXT_FREE_SLOT', 'NOW'])
        .default('LOCAL_TIME')
        .describe('LOCAL_TIME takes localTime and timeZone; the others take neither.'),
      localTime: localTime.optional(),
      timeZone: timeZone.optional(),
      ...agreement,
      idempotencyKey,
    }),
    result: Post,
    operation: ({ idempotencyKey: key, when, ...input }) => ({
      document: documentOf(WAYS[when]),
      variables: { input, key },
    }),
  }),
  defineTool({
    name: 'move_post',
    title: 'Move a post to another time',
    description: `Gives a planned or held post another time. ${ONLY_AGREED}`,
    kind: 'changes',
    input: z.object({ postId, localTime, timeZone, ...agreement, idempotencyKey }),
    result: Post,
    operation: ({ idempotencyKey: key, ...input }) => ({
      document: documentOf(WAYS.LOCAL_TIME),
      variables: { input, key },
    }),
  }),
  defineTool({
    name: 'cancel_post',
    title: 'Cancel a post',
    description:
      'Withdraws a post for good. Refused once it is being published, because TikTok may have it. Needs the role editor.',
    kind: 'changes',
    input: z.object({ postId, idempotencyKey }),
    result: Post,
    operation: ({ idempotencyKey: key, ...input }) => ({
      document: documentOf({ field: 'cancelPost', type: 'CancelPostInput' }),
      variables: { input, key },
    }),
  }),
  defineTool({
    name: 'post_status',
    title: 'Look at a post',
    description:
      'How far a post is, with its link once it is public, what happened to it, and why it waits or failed: TikTok’s reason or ours, with the next step.',
    kind: 'reads',
    input: z.object({ postId }),
    result: Post.extend({
      url: z.string().nullable().describe('The link on TikTok, once the post is public.'),
      publishedAt: z.string().nullable(),
      account: z.object({ id: z.string(), nickname: z.string(), username: z.string().nullable() }),
      mediaAsset: z.object({ id: z.string(), status: z.string(), fileName: z.string() }),
      warnings: z.array(z.object({ code: z.string(), sentence: z.string(), nextStep: z.string() })),
      attempts: z.array(
        z.object({
          number: z.number(),
          step: z.string(),
          outcome: z.string().nullable(),
          errorCode: z.string().nullable().describe('TikTok’s code, or ours.'),
          publishId: z.string().nullable(),
          logIds: z.array(z.string()),
        }),
      ),
      events: z
        .array(z.object({ type: z.string(), summary: z.string(), createdAt: z.string() }))
        .describe('The last 50 things that happened to it, oldest first.'),
    }),
    operation: ({ postId: id }) => ({
      document: `query ($id: ID!) {
        answer: node(id: $id) {
          __typename ${POST_FIELDS}
          ... on Post {
            url publishedAt
            account { id nickname username }
            mediaAsset { id status fileName }
            warnings { code sentence nextStep }
            attempts { number step outcome errorCode publishId logIds }
            events(last: 50) { edges { node { type summary createdAt } } }
          }
        }
      }`,
      variables: { id },
    }),
    read: (node: { __typename: string; events: { edges: { node: unknown }[] } } | null) =>
      node?.__typename === 'Post'
        ? { ...node, events: node.events.edges.map(({ node: event }) => event) }
        : null,
  }),
];
