import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

type Variables = Record<string, unknown>;

/**
 * What an operation can cost at most, from its document and variables alone: a point for each field of the answer when every
 * page is as long as was asked for and every other list as long as is counted; ten for a mutation.
 *
 * @throws GraphQLError when a variable does not fit its type
 */
export function estimateCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) {
  const known = operation.variableDefinitions?.length ? undefined : estimates.get(operation);
  if (known) return known;
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const estimate = complexityFromQuery(
    { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
    { schema, variables },
  );
  estimates.set(operation, estimate);
  return estimate;
}

/** Of operations without variables, always the same. */
const estimates = new WeakMap<OperationDefinitionNode, ReturnType<typeof complexityFromQuery>>();

/** What each field of an answer costs, by response key, and what is counted below it. */
type Shape = Map<string, { points: number; most: number; below: Shape | null }>;

const shapes = new WeakMap<OperationDefinitionNode, Shape>();

/**
 * What an answer cost: its fields, counted as {@link estimateCost} counts them, so never more than that.
 *
 * @param data of the answer to the operation
 */
export function actualCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  data: object,
): number {
  let shape = shapes.get(operation);
  if (!shape) {
    shape = new Map();
    addFields(shape, operation.selectionSet, schema.getRootType(operation.operation)!, {
      schema,
      fragments: fragmentsOf(document),
    });
    shapes.set(operation, shape);
  }
  return countPoints(data, shape);
}

function countPoints(data: object, shape: Shape): number {
  let points = 0;
  for (const [key, field] of shape) {
    const value = (data as Record<string, unknown>)[key];
    // A field of another type.
    if (value === undefined) continue;
    points += field.points;
    if (field.below && typeof value === 'object' && value !== null)
      points += countEntries(value, field.below, field.most);
  }
  return points;
}

function countEntries(value: object, shape: Shape, most: number): number {
  if (!Array.isArray(value)) return countPoints(value, shape);
  let points = 0;
  for (let n = 0; n < Math.min(value.length, most); n++) {
    if (value[n] !== null) points += countPoints(value[n] as object, shape);
  }
  return points;
}

type Known = { schema: GraphQLSchema; fragments: ReadonlyMap<string, FragmentDefinitionNode> };

/** Fields of several types may share a response key; the one that costs most counts. */
function addFields(
  shape: Shape,
  { selections }: SelectionSetNode,
  type: GraphQLCompositeType,
  known: Known,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const { name, alias, selectionSet } = selection;
      const field = 'getFields' in type ? type.getFields()[name.value] : undefined;
      const key = (alias ?? name).value;
      const present = shape.get(key) ?? { points: 0, most: 0, below: null };
      const { points, most } = weightOf(field);
      const below = selectionSet && field ? (present.below ?? new Map()) : present.below;
      if (selectionSet && field && below)
        addFields(below, selectionSet, getNamedType(field.type) as GraphQLCompositeType, known);
      shape.set(key, {
        points: Math.max(present.points, points),
        most: Math.max(present.most, most),
        below,
      });
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : known.fragments.get(selection.name.value)!;
    const on = fragment.typeCondition ? known.schema.getType(fragment.typeCondition.name.value) : type;
    addFields(shape, fragment.selectionSet, on as GraphQLCompositeType, known);
  }
}

/** What the complexity plugin says of a field: its points, and how many entries are counted of a list without pages. */
function weightOf(field: GraphQLField<unknown, unknown> | undefined): { points: number; most: number } {
  const complexity = field?.extensions.complexity;
  if (typeof complexity !== 'object' || complexity === null) return { points: 1, most: Infinity };
  const { field: points = 1, multiplier } = complexity as { field?: number; multiplier?: number };
  // The page above has counted them.
  const most = field?.name === 'edges' ? undefined : multiplier;
  return { points, most: most ?? Infinity };
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((each) => [each.name.value, each]));
}
