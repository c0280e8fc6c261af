import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './generated/graphql-env.d.ts';

/** Types a GraphQL document by the API's committed schema. Instants are ISO 8601 texts in UTC. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Bytes: number; DateTime: string; JSON: unknown; LocalDateTime: string; TimeZone: string };
}>();

export type { FragmentOf, ResultOf } from 'gql.tada';
export { readFragment } from 'gql.tada';
