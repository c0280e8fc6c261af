import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getOperationAST,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { type LoadedValue, loadedValueOf } from './loaded-value.ts';

/** A query whose every field has been looked up. */
export type CompiledQuery = {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
  type: GraphQLObjectType;
  fields: CompiledField[];
};

export type CompiledField = {
  /** In the answer. */
  key: string;
  nodes: FieldNode[];
  definition: GraphQLField<unknown, unknown>;
  parentType: GraphQLObjectType;
  shape: Shape;
  /** How it is read off a row that has it; null where its resolver has to be asked. */
  loaded: LoadedValue | null;
};

/** What becomes of a value. */
export type Shape = { isNullable: boolean } & (
  | { kind: 'leaf'; type: GraphQLLeafType }
  | { kind: 'list'; item: Shape }
  | { kind: 'object'; type: GraphQLObjectType; fields: CompiledField[]; isPlain: boolean }
);

/** What only the general executor carries out. */
class Unsupported extends Error {}

/**
 * @param document validated against the schema
 * @returns null for what is left to the general executor: mutations and subscriptions, directives, questions about the schema,
 *   and interfaces and unions, whose type is known from the value alone
 */
export function compileQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): CompiledQuery | null {
  const operation = getOperationAST(document, operationName);
  const type = schema.getQueryType();
  if (operation?.operation !== OperationTypeNode.QUERY || !type || operation.directives?.length) return null;
  const fragments: CompiledQuery['fragments'] = {};
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  try {
    const compile = compiler(schema, fragments);
    return { schema, operation, fragments, type, fields: compile(type, [operation.selectionSet]) };
  } catch (error) {
    if (error instanceof Unsupported) return null;
    throw error;
  }
}

type CompileFields = (type: GraphQLObjectType, sets: SelectionSetNode[]) => CompiledField[];

function compiler(schema: GraphQLSchema, fragments: CompiledQuery['fragments']): CompileFields {
  /** Fields by their keys, in the order in which they are first asked for. */
  function collect(type: GraphQLObjectType, set: SelectionSetNode, into: Map<string, FieldNode[]>): void {
    for (const node of set.selections) {
      if (node.directives?.length) throw new Unsupported();
      if (node.kind === Kind.FIELD) {
        const key = (node.alias ?? node.name).value;
        const present = into.get(key);
        if (present) present.push(node);
        else into.set(key, [node]);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value]! : node;
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined || isOf(type, condition)) collect(type, fragment.selectionSet, into);
    }
  }

  function isOf(type: GraphQLObjectType, name: string): boolean {
    const condition = schema.getType(name);
    if (!isObjectType(condition) && !isInterfaceType(condition)) throw new Unsupported();
    return condition === type || (isInterfaceType(condition) && schema.isSubType(condition, type));
  }

  function compileFields(type: GraphQLObjectType, sets: SelectionSetNode[]): CompiledField[] {
    const collected = new Map<string, FieldNode[]>();
    for (const set of sets) collect(type, set, collected);
    return [...collected].map(([key, nodes]) => {
      const definition = schema.getField(type, nodes[0]!.name.value);
      if (!definition || isOfSchema(definition)) throw new Unsupported();
      const shape = shapeOf(definition.type, nodes);
      const loaded = loadedValueOf(type, definition);
      return {
        ...{ key, nodes, definition, parentType: type, shape },
        loaded: loaded?.isRelation && !isPlain(shape) ? null : loaded,
      };
    });
  }

  function shapeOf(type: GraphQLOutputType, nodes: FieldNode[], isNullable = true): Shape {
    if (isNonNullType(type)) return shapeOf(type.ofType, nodes, false);
    if (isListType(type)) return { kind: 'list', isNullable, item: shapeOf(type.ofType, nodes) };
    if (isLeafType(type)) return { kind: 'leaf', isNullable, type };
    if (!isObjectType(type)) throw new Unsupported();
    const fields = compileFields(
      type,
      nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
    );
    const plain = fields.every(({ definition, loaded }) => loaded || definition.name === '__typename');
    return { kind: 'object', isNullable, type, fields, isPlain: plain };
  }

  return compileFields;
}

/** Whether everything below is read off rows; what is not may have to be loaded, which the resolver of the relation prepares. */
function isPlain(shape: Shape): boolean {
  if (shape.kind === 'list') return isPlain(shape.item);
  return shape.kind === 'leaf' || shape.isPlain;
}

function isOfSchema({ name }: GraphQLField<unknown, unknown>): boolean {
  return name === '__schema' || name === '__type';
}
