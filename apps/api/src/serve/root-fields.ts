import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';

export type Variables = Record<string, unknown>;

/** A field of an operation's root: all its nodes, which a document may repeat to select more of it. */
export type RootField = { responseKey: string; nodes: [FieldNode, ...FieldNode[]] };

/** What was sent for the variables, and the document's own defaults for the others. */
export function variablesOf(operation: OperationDefinitionNode, sent: Variables): Variables {
  const pairs = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) => {
    const name = variable.name.value;
    if (Object.hasOwn(sent, name)) return [[name, sent[name]]];
    return defaultValue ? [[name, valueFromASTUntyped(defaultValue)]] : [];
  });
  return Object.fromEntries(pairs) as Variables;
}

/** The fields of an operation's root in their order, without those that are skipped. */
export function rootFieldsOf(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): RootField[] {
  const fragments = fragmentsOf(document);
  const fields = new Map<string, RootField>();
  const collect = ({ selections }: SelectionSetNode) => {
    for (const selection of selections) {
      if (isSkipped(selection.directives, variables)) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) collect(fragment.selectionSet);
      } else {
        const responseKey = (selection.alias ?? selection.name).value;
        const present = fields.get(responseKey);
        if (present) present.nodes.push(selection);
        else fields.set(responseKey, { responseKey, nodes: [selection] });
      }
    }
  };
  collect(operation.selectionSet);
  return [...fields.values()];
}

/** The arguments of a field as they were written, with the variables put in. */
export function argumentsOf({ nodes: [node] }: RootField, variables: Variables): Variables {
  const pairs = (node.arguments ?? []).map(({ name, value }) => [
    name.value,
    valueFromASTUntyped(value, variables),
  ]);
  return Object.fromEntries(pairs) as Variables;
}

/** All that is selected of a field: selections and the fragments they reach as text, and the variables in them. */
export function selectionOf(document: DocumentNode, { nodes }: RootField, variables: Variables) {
  const fragments = fragmentsOf(document);
  const reached: Record<string, string> = {};
  const used: Variables = {};
  const walk = (selectionSet: SelectionSetNode) => {
    visit(selectionSet, {
      Variable: ({ name }) => {
        used[name.value] = variables[name.value];
      },
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || Object.hasOwn(reached, name.value)) return;
        reached[name.value] = print(fragment);
        walk(fragment.selectionSet);
      },
    });
  };
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  for (const selectionSet of sets) walk(selectionSet);
  return { selections: sets.map(print), fragments: reached, variables: used };
}

/** The same document with this one field as the operation's root. */
export function documentOfField(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { nodes }: RootField,
): DocumentNode {
  const alone = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } } as const;
  return { kind: Kind.DOCUMENT, definitions: [alone, ...fragmentsOf(document).values()] };
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function isSkipped(directives: FieldNode['directives'], variables: Variables): boolean {
  return (directives ?? []).some(({ name, arguments: args }) => {
    const condition = args?.find((argument) => argument.name.value === 'if');
    const holds = condition && valueFromASTUntyped(condition.value, variables) === true;
    return (name.value === 'skip' && holds) || (name.value === 'include' && !holds);
  });
}
