import { z } from 'zod';
import { defineTool, type Tool } from './tool.ts';

const Account = z.object({
  id: z.string(),
  nickname: z.string(),
  username: z.string().nullable().describe('The @handle, without the sign.'),
  status: z.string().describe('Posts go out while it is ACTIVE.'),
  timeZone: z.string().describe('In which its times are meant unless another is named.'),
  connectionExpiresAt: z.string(),
  warnings: z
    .array(z.object({ code: z.string(), sentence: z.string(), nextStep: z.string() }))
    .describe('Why planned posts of the account will not go out as things are.'),
});

type Page = { edges: { node: unknown }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };

export const accountTools: Tool[] = [
  defineTool({
    name: 'list_accounts',
    title: 'List accounts',
    description:
      'The TikTok accounts of the team that posts can go out on, with the ids that other tools take.',
    kind: 'reads',
    input: z.object({
      after: z.string().optional().describe('`nextCursor` of the page before.'),
    }),
    result: z.object({
      accounts: z.array(Account),
      nextCursor: z.string().nullable().describe('For the next page; null on the last.'),
    }),
    operation: ({ after }) => ({
      document: `query ($after: String) {
        answer: accounts(first: 50, after: $after) {
          edges { node {
            id nickname username status timeZone connectionExpiresAt warnings { code sentence nextStep }
          } }
          pageInfo { hasNextPage endCursor }
        }
      }`,
      variables: { after },
    }),
    read: ({ edges, pageInfo }: Page) => ({
      accounts: edges.map(({ node }) => node),
      nextCursor: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    }),
  }),
];
