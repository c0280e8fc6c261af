import { getDatamodel, type default as PrismaTypes } from '@airdate/db/pothos';
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import { globalId, parseGlobalId } from '../global-id.ts';
import AnswerSizePlugin, { MAX_PAGE_SIZE } from './answer-size.ts';
import CheckedInputPlugin from './checked-input.ts';
import IdempotencyArgumentPlugin from './idempotency-argument.ts';
import { readNodes } from './read-nodes.ts';
import type { RequestContext } from './request-context.ts';
import RequiredScopePlugin from './required-scope.ts';
import UsualDescriptionsPlugin, { LIST_DESCRIPTIONS } from './usual-descriptions.ts';

export const builder = new SchemaBuilder<{
  PrismaTypes: PrismaTypes;
  Context: RequestContext;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    Bytes: { Input: number; Output: number | bigint };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
    LocalDateTime: { Input: string; Output: string };
    TimeZone: { Input: string; Output: string };
  };
}>({
  plugins: [
    ErrorsPlugin,
    PrismaPlugin,
    RelayPlugin,
    ComplexityPlugin,
    UsualDescriptionsPlugin,
    AnswerSizePlugin,
    CheckedInputPlugin,
    IdempotencyArgumentPlugin,
    RequiredScopePlugin,
  ],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    defaultUnionOptions: {
      name: ({ parentTypeName, fieldName }) => {
        const owner = parentTypeName === 'Mutation' ? '' : parentTypeName;
        return `${owner}${fieldName[0]!.toUpperCase()}${fieldName.slice(1)}Result`;
      },
      description:
        'What was asked for, or why not: every other member is an `Error`, and nothing was changed then.',
    },
  },
  // Operations are measured before they are carried out, by `limitCost`.
  complexity: { disabled: true },
  prisma: {
    client: (ctx) => ctx.deps.db,
    dmmf: getDatamodel(),
    filterConnectionTotalCount: true,
    maxConnectionSize: MAX_PAGE_SIZE,
    onUnusedQuery: 'warn',
  },
  relay: {
    encodeGlobalID: (typename, id) => globalId(typename, String(id)),
    // A text that is no id of ours names nothing.
    decodeGlobalID: (id) => parseGlobalId(id) ?? { typename: '', id: '' },
    cursorType: 'String',
    ...LIST_DESCRIPTIONS,
    nodeQueryOptions: {
      ...LIST_DESCRIPTIONS.nodeQueryOptions,
      resolve: async (_root, { id }, ctx, info) => (await readNodes([id], ctx, info))[0],
    },
    nodesQueryOptions: {
      ...LIST_DESCRIPTIONS.nodesQueryOptions,
      resolve: (_root, { ids }, ctx, info) => readNodes(ids, ctx, info),
    },
    edgesFieldOptions: { nullable: false, description: 'The entries of the page, in the order of the list.' },
    nodeFieldOptions: { nullable: false, description: 'The entry itself.' },
  },
});

builder.queryType({
  description:
    'Reading. Needs a session or an API key, but for `instance` and `viewer`, and shows the current team alone.',
});
builder.mutationType({
  description:
    'Changing. An expected failure is a member of the result, and changed nothing; whatever else goes wrong stands in `errors`.',
});
builder.subscriptionType({
  description:
    'What happens from now on, over WebSocket (graphql-transport-ws) or server-sent events. Ends when access is withdrawn.',
});
