import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
} from 'graphql';
import { expect, test } from 'vitest';
import { MUTATIONS } from '../../test/matrix/mutation-table.ts';
import { schema } from './schema.ts';

type Described = { name: string; description?: string | null };

/** The coordinates of all that the schema has of its own and that no sentence describes. */
function undescribed(of: GraphQLSchema): string[] {
  const types = Object.values(of.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const directives = of.getDirectives().filter((directive) => !isSpecifiedDirective(directive));
  return [
    ...types.flatMap((type) => [...missing('', type), ...partsOf(type)]),
    ...directives.flatMap((directive) => [
      ...missing('@', directive),
      ...directive.args.flatMap((arg) => missing(`@${directive.name}:`, arg)),
    ]),
  ];
}

function partsOf(type: ReturnType<GraphQLSchema['getTypeMap']>[string]): string[] {
  const within = `${type.name}.`;
  if (isEnumType(type)) return type.getValues().flatMap((value) => missing(within, value));
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).flatMap((field) => missing(within, field));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    ...missing(within, field),
    ...field.args.flatMap((arg) => missing(`${within}${field.name}:`, arg)),
  ]);
}

function missing(within: string, { name, description }: Described): string[] {
  return /\S.*[.!?]$/s.test(description ?? '') ? [] : [`${within}${name}`];
}

test('everything in the schema is described by a sentence', () => {
  expect(undescribed(schema)).toEqual([]);
});

test.each(Object.entries(MUTATIONS))('%s says which role it needs', (name, { least }) => {
  const { description } = schema.getMutationType()!.getFields()[name]!;
  expect(description).toContain(`the role ${least.toLowerCase()}`);
});

test('whatever has no description is named', () => {
  const bare = buildSchema(`
    directive @tag(label: String) on FIELD_DEFINITION
    scalar Colour
    enum Size { SMALL }
    input Filter { size: Size }
    interface Thing { colour: Colour }
    type Box implements Thing { colour: Colour }
    union Found = Box
    """ Described, but by no sentence """
    type Query { found(filter: Filter): Found }
  `);
  expect(undescribed(bare).sort()).toEqual([
    ...['@tag', '@tag:label', 'Box', 'Box.colour', 'Colour', 'Filter', 'Filter.size', 'Found'],
    ...['Query', 'Query.found', 'Query.found:filter', 'Size', 'Size.SMALL', 'Thing', 'Thing.colour'],
  ]);
});
