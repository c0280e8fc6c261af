import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** The schema as it is published. Servers tell it only where GraphiQL is. */
export function printedSchema(): GraphQLSchema {
  return buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
}

export function fieldsOf(schema: GraphQLSchema, typeName: string): Field[] {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type of the schema.`);
  return Object.values(type.getFields());
}

/** The types that `node(id)` can answer with. */
export function nodeTypeNames(schema: GraphQLSchema): string[] {
  const node = schema.getType('Node');
  if (!isInterfaceType(node)) throw new Error('The schema has no Node.');
  return schema.getPossibleTypes(node).map(({ name }) => name);
}

/** What a mutation answers with when it did what was asked: the members of its result that are no errors. */
export function successTypeNames(field: Field): string[] {
  const result = getNamedType(field.type);
  if (!isUnionType(result)) return [result.name];
  const members = result.getTypes();
  return members
    .filter((type) => !type.getInterfaces().some(({ name }) => name === 'Error'))
    .map(({ name }) => name);
}

/** Where an id stands among a field's arguments, in the first entry of a list of inputs, and which node type it names: `accountId` an Account. */
export type IdPath = { path: string[]; typeName: string };

/** Every place of an id in a field's arguments, inputs within inputs too. `id` and `ids` name no type and stand for all. */
export function idPathsOf(schema: GraphQLSchema, field: Field): IdPath[] {
  const nodeTypes = nodeTypeNames(schema);
  const walk = (name: string, type: GraphQLInputType, path: string[]): IdPath[] => {
    const named = getNamedType(type);
    if (isInputObjectType(named)) {
      const below = isListType(getNullableType(type)) ? [...path, '0'] : path;
      return Object.values(named.getFields()).flatMap((inner) =>
        walk(inner.name, inner.type, [...below, inner.name]),
      );
    }
    if (named.name !== 'ID') return [];
    const typeName = name[0]!.toUpperCase() + name.slice(1).replace(/Id$/, '');
    if (!nodeTypes.includes(typeName)) throw new Error(`${field.name}: what does the id ${name} name?`);
    return [{ path, typeName }];
  };
  return field.args.flatMap((arg) => walk(arg.name, arg.type, [arg.name]));
}

/**
 * A selection of every field that can be reached below a type without required arguments. A type is not entered again
 * below itself, which ends the walk. Fields of abstract types get aliases, so that equal names do not clash.
 */
export function everythingIn(schema: GraphQLSchema, type: GraphQLOutputType, above: string[] = []): string {
  const named: GraphQLNamedOutputType = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (!isObjectType(named)) {
    const fragments = schema.getPossibleTypes(named).map((member) => {
      const fields = selectionOf(schema, member.name, above, `${member.name}_`);
      return above.includes(member.name) || fields === '' ? '' : `... on ${member.name} { ${fields} }`;
    });
    return `{ __typename ${fragments.join(' ')} }`;
  }
  if (above.includes(named.name)) return '';
  return `{ __typename ${selectionOf(schema, named.name, above)} }`;
}

function selectionOf(schema: GraphQLSchema, typeName: string, above: string[], alias = ''): string {
  return fieldsOf(schema, typeName)
    .filter((field) => !field.args.some(isRequiredArgument))
    .map((field) => {
      const below = everythingIn(schema, field.type, [...above, typeName]);
      if (below === '' && isCompositeType(getNamedType(field.type))) return '';
      const page = field.args.some(({ name }) => name === 'after') ? '(first: 100)' : '';
      return `${alias && `${alias}${field.name}: `}${field.name}${page} ${below}`;
    })
    .join(' ');
}

/** A field called with variables for these of its arguments, and all that it can answer. */
export function operationOf(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation' | 'subscription',
  field: Field,
  argNames: string[],
  selection = everythingIn(schema, field.type),
): string {
  const args = field.args.filter(({ name }) => argNames.includes(name));
  if (args.length === 0) return `${kind} { ${field.name} ${selection} }`;
  const variables = args.map(({ name, type }) => `$${name}: ${printType(type)}`);
  const values = args.map(({ name }) => `${name}: $${name}`);
  return `${kind} (${variables.join(', ')}) { ${field.name}(${values.join(', ')}) ${selection} }`;
}

function printType(type: GraphQLInputType): string {
  if (isNonNullType(type)) return `${printType(type.ofType)}!`;
  return isListType(type) ? `[${printType(type.ofType)}]` : type.name;
}
