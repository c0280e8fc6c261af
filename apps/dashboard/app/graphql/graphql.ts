import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './generated/graphql-env.d.ts';

/** Types a GraphQL document by the API's committed schema. Instants are ISO 8601 texts in UTC. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { Bytes: number; DateTime: string; JSON: unknown; LocalDateTime: string; TimeZone: string };
}>();

type Types = introspection['types'];
type EnumName = {
  [Name in keyof Types]: Types[Name] extends { enumValues: string } ? Name : never;
}[keyof Types];

/** The values of one of the API's enums. */
export type EnumValue<Name extends EnumName> = Types[Name]['enumValues'];

type InputName = {
  [Name in keyof Types]: Types[Name] extends { kind: 'INPUT_OBJECT' } ? Name : never;
}[keyof Types];

/** The names of the fields of one of the API's inputs. */
export type InputField<Name extends InputName> = Types[Name]['inputFields'][number]['name'];

export type { FragmentOf, ResultOf } from 'gql.tada';
export { readFragment } from 'gql.tada';
