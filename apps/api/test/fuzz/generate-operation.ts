import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import {
  hostileAnything,
  hostileCursor,
  hostileId,
  hostileScalar,
  hostileText,
  type Known,
} from './hostile-values.ts';
import type { Random } from './random.ts';

/** What a client sends: `variables` and `operationName` need not be of a shape that GraphQL allows. */
export type FuzzedRequest = { query: string; variables?: unknown; operationName?: unknown };

const MAX_DEPTH = 5;
const HOSTILE = 0.35;
const BROKEN = 0.06;

/** Printed bare in a document and as text in JSON. */
class EnumName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  toJSON(): string {
    return this.name;
  }
}

type Fields = readonly GraphQLField<unknown, unknown>[];

/**
 * Operations over the whole schema whose arguments lie at the borders of what may be sent and past them. The same random
 * source and the same known values give the same request.
 */
export function generateOperation(schema: GraphQLSchema, random: Random, known: Known): FuzzedRequest {
  const variables: Record<string, unknown> = {};
  const declarations: string[] = [];
  const isMutation = random.chance(0.5);
  const root = isMutation ? schema.getMutationType()! : schema.getQueryType()!;

  function value(type: GraphQLInputType, name: string): unknown {
    if (random.chance(BROKEN / 2)) return hostileAnything(random);
    if (isNonNullType(type)) return value(type.ofType, name);
    if (isListType(type)) {
      const length = random.chance(0.05) ? 100 + random.int(100) : random.int(4);
      return Array.from({ length }, () => value(type.ofType, name));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const given = fields.filter((field) => isNonNullType(field.type) || random.chance(0.5));
      const entries = given.map((field) => [field.name, value(field.type, field.name)]);
      if (random.chance(BROKEN / 3)) entries.push([random.pick(['__proto__', 'unknown', 'id']), 1]);
      if (random.chance(BROKEN / 3)) entries.shift();
      return Object.fromEntries(entries);
    }
    if (isEnumType(type)) {
      return new EnumName(random.chance(BROKEN / 3) ? 'NO_SUCH_VALUE' : random.pick(type.getValues()).name);
    }
    const scalar = getNamedType(type).name;
    if (scalar === 'ID') return id(name);
    if (name === 'after' || name === 'before') return hostileCursor(random, known);
    if (scalar === 'String' && !random.chance(HOSTILE)) return 'Harbour morning';
    if (name === 'first' || name === 'last')
      return random.chance(0.7) ? random.int(10) : hostileScalar(random, scalar);
    return hostileScalar(random, scalar);
  }

  function id(name: string): unknown {
    const noun = Object.keys(known.ids).find((type) => `${type}Id`.toLowerCase() === name.toLowerCase());
    const fitting = known.ids[noun ?? ''] ?? Object.values(known.ids).flat();
    return random.chance(HOSTILE) ? hostileId(random, known) : random.pick(fitting);
  }

  function argument(arg: GraphQLArgument): string {
    const given = value(arg.type, arg.name);
    if (random.chance(0.4)) return `${arg.name}: ${literal(given)}`;
    const variable = `v${declarations.length}`;
    declarations.push(`$${variable}: ${random.chance(BROKEN / 3) ? 'String' : String(arg.type)}`);
    variables[variable] = given;
    return `${arg.name}: $${variable}`;
  }

  function fieldOf(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.filter((arg) => isNonNullType(arg.type) || random.chance(0.4));
    const args = given.length > 0 ? `(${given.map(argument).join(', ')})` : '';
    const alias = random.chance(0.08) ? `a${random.int(3)}: ` : '';
    return `${alias}${field.name}${args}${selection(field.type, depth)}`;
  }

  function selection(type: GraphQLOutputType, depth: number): string {
    const named = getNamedType(type);
    if (isAbstractType(named)) {
      const possible = [...schema.getPossibleTypes(named)].filter(() => random.chance(0.5));
      const parts = possible.map(
        (object) => `... on ${object.name} ${objectSelection(fieldsOf(object), depth)}`,
      );
      return ` { __typename ${parts.join(' ')} }`;
    }
    return isObjectType(named) ? ` ${objectSelection(fieldsOf(named), depth)}` : '';
  }

  function objectSelection(fields: Fields, depth: number): string {
    const leaf = (field: Fields[number]) => selectionOf(field) === null;
    const chosen = fields.filter((field) =>
      leaf(field) ? random.chance(0.4) : depth < MAX_DEPTH && random.chance(0.5 / depth),
    );
    return `{ __typename ${chosen.map((field) => fieldOf(field, depth + 1)).join(' ')} }`;
  }

  const rootFields = fieldsOf(root);
  const count = isMutation ? 1 : 1 + random.int(2);
  const body = Array.from({ length: count }, (_, i) => `r${i}: ${fieldOf(random.pick(rootFields), 1)}`).join(
    '\n  ',
  );
  const declared = declarations.length > 0 ? `(${declarations.join(', ')})` : '';
  const query = `${isMutation ? 'mutation' : 'query'} Fuzz${declared} {\n  ${body}\n}`;
  if (random.chance(BROKEN)) return broken(random, query, variables);
  return { query, variables };
}

function fieldsOf(type: { getFields(): Record<string, GraphQLField<unknown, unknown>> }): Fields {
  return Object.values(type.getFields());
}

function selectionOf(field: GraphQLField<unknown, unknown>): GraphQLOutputType | null {
  const named = getNamedType(field.type);
  return isObjectType(named) || isAbstractType(named) ? field.type : null;
}

/** The same request with one thing wrong that has nothing to do with its arguments. */
function broken(random: Random, query: string, variables: Record<string, unknown>): FuzzedRequest {
  const cut = random.int(query.length);
  return random.pick<() => FuzzedRequest>([
    () => ({ query: query.slice(0, cut), variables }),
    () => ({ query: query.slice(0, cut) + hostileText(random).slice(0, 20) + query.slice(cut), variables }),
    () => ({ query, variables: hostileAnything(random) }),
    () => ({ query, variables, operationName: hostileText(random) }),
    () => ({ query, variables, operationName: hostileAnything(random) }),
    () => ({ query: hostileText(random), variables }),
    () => ({ query: `${query} ${query}`, variables }),
    () => ({ query: `${query} fragment F on Post { ...F }`, variables }),
  ])();
}

function literal(value: unknown): string {
  if (value instanceof EnumName) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${literal(inner)}`)
      .join(', ')} }`;
  }
  return JSON.stringify(value);
}
