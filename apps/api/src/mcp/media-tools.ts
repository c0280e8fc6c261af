import { z } from 'zod';
import { idempotencyKey } from './idempotency-key.ts';
import { defineTool, ERROR_FIELDS, type Tool } from './tool.ts';

const MEDIA_FIELDS = `
  ... on MediaAsset {
    id status fileName sizeBytes receivedBytes sourceHost durationSeconds width height
    problems { code sentence measured allowed }
  }`;

const MediaAsset = z.object({
  id: z.string(),
  status: z
    .string()
    .describe(
      'UPLOADING while it is downloaded, PROBING while it is checked, then READY, or REJECTED for good.',
    ),
  fileName: z.string(),
  sizeBytes: z.number().describe('0 until it is known.'),
  receivedBytes: z.number(),
  sourceHost: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  problems: z
    .array(z.object({ code: z.string(), sentence: z.string(), measured: z.string(), allowed: z.string() }))
    .describe('Why it is REJECTED.'),
});

export const mediaTools: Tool[] = [
  defineTool({
    name: 'upload_by_url',
    title: 'Upload a video by its address',
    description:
      'Lets Airdate download a video from a public https address into the team’s media. It answers at once; ask media_status until it is READY. Needs the role editor.',
    kind: 'adds',
    input: z.object({
      url: z.string().describe('A public https address, which may be signed.'),
      fileName: z.string().optional().describe('Without it the last part of the address’s path.'),
      idempotencyKey,
    }),
    result: MediaAsset,
    operation: ({ idempotencyKey: key, ...input }) => ({
      document: `mutation ($input: CreateMediaAssetFromUrlInput!, $key: String) {
        answer: createMediaAssetFromUrl(input: $input, idempotencyKey: $key) {
          __typename ${ERROR_FIELDS} ${MEDIA_FIELDS}
        }
      }`,
      variables: { input, key },
    }),
  }),
  defineTool({
    name: 'media_status',
    title: 'Look at a video',
    description: 'How far a video of the team is, what was measured in it, and why TikTok would refuse it.',
    kind: 'reads',
    input: z.object({ mediaAssetId: z.string().describe('As upload_by_url answered.') }),
    result: MediaAsset,
    operation: ({ mediaAssetId }) => ({
      document: `query ($id: ID!) { answer: node(id: $id) { __typename ${MEDIA_FIELDS} } }`,
      variables: { id: mediaAssetId },
    }),
    read: (node: { __typename: string } | null) => (node?.__typename === 'MediaAsset' ? node : null),
  }),
];
