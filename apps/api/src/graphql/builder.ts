import { getDatamodel, type default as PrismaTypes } from '@airdate/db/pothos';
import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { GraphQLError } from 'graphql';
import type { RequestContext, SignedInContext } from './request-context.ts';

const MAX_PAGE_SIZE = 100;

export const builder = new SchemaBuilder<{
  PrismaTypes: PrismaTypes;
  Context: RequestContext;
  AuthScopes: { signedIn: boolean };
  AuthContexts: { signedIn: SignedInContext };
  DefaultAuthStrategy: 'all';
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
  // Scope checks run before the errors plugin wraps a field, so "not signed in" is never a member of a result.
  plugins: [ScopeAuthPlugin, ErrorsPlugin, PrismaPlugin, RelayPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    defaultStrategy: 'all',
    authScopes: (ctx) => ({ signedIn: ctx.viewer !== null }),
    unauthorizedError: () =>
      new GraphQLError('Sign in, or send an API key in the Authorization header.', {
        extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
      }),
  },
  errors: {
    directResult: true,
    defaultUnionOptions: {
      name: ({ parentTypeName, fieldName }) => {
        const owner = parentTypeName === 'Mutation' ? '' : parentTypeName;
        return `${owner}${fieldName[0]!.toUpperCase()}${fieldName.slice(1)}Result`;
      },
    },
  },
  prisma: {
    client: (ctx) => ctx.deps.db,
    dmmf: getDatamodel(),
    filterConnectionTotalCount: true,
    maxConnectionSize: MAX_PAGE_SIZE,
    onUnusedQuery: 'warn',
  },
  relay: {
    cursorType: 'String',
    edgesFieldOptions: { nullable: false },
    nodeFieldOptions: { nullable: false },
    nodeQueryOptions: { authScopes: { signedIn: true } },
    nodesQueryOptions: { authScopes: { signedIn: true } },
  },
});

builder.queryType();
builder.mutationType();
builder.subscriptionType();
