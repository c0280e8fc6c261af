import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  Kind,
  type ValidatedSubscriptionArgs,
  visit,
} from 'graphql';
import type { EventSelection } from '../../events/follow-events.ts';
import type { RequestContext } from '../../graphql/request-context.ts';
import { type Viewer, viewerName } from '../../teams/viewer.ts';

/** A subscription that somebody began: what is asked, by whom, and for which events. */
export type Operation = {
  readonly document: DocumentNode;
  readonly args: ValidatedSubscriptionArgs;
  readonly context: RequestContext & { viewer: Viewer };
  readonly selection: Omit<EventSelection, 'after'>;
  /** The same for all whose answers are equal, unless an answer depends on who asks. */
  readonly audienceKey: string;
  /** The same for one user or key. */
  readonly personalKey: string;
};

/** @param selection which events the subscription is about, as its field found from the arguments */
export function operationOf(
  asked: ExecutionArgs,
  args: ValidatedSubscriptionArgs,
  context: Operation['context'],
  { teamId, filter }: EventSelection,
): Operation {
  const { document, operationName = null } = asked;
  const { viewer } = context;
  const { [placeVariableOf(asked) ?? '']: _place, ...variables } = asked.variableValues ?? {};
  const { teamId: ofTeam, role, scopes, isTest } = viewer;
  const audience = [numberOf(document), operationName, variables, ofTeam, role, scopes, isTest];
  return {
    ...{ document, args, context, selection: { teamId, filter } },
    audienceKey: JSON.stringify(audience),
    personalKey: JSON.stringify([...audience, viewerName(viewer), viewer.sessionId]),
  };
}

const numbers = new WeakMap<DocumentNode, number>();
let lastNumber = 0;

/** Texts that are equal are parsed once, as long as they are kept. */
function numberOf(document: DocumentNode): number {
  const number = numbers.get(document) ?? ++lastNumber;
  numbers.set(document, number);
  return number;
}

/** The variable that says where to go on from, and does nothing else. */
function placeVariableOf({ document, operationName }: ExecutionArgs): string | null {
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  const fields = selections.filter((selection) => selection.kind === Kind.FIELD);
  const after = fields.flatMap((field) => field.arguments ?? []).find(({ name }) => name.value === 'after');
  if (after?.value.kind !== Kind.VARIABLE) return null;
  const name = after.value.name.value;
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable(variable) {
      if (variable.name.value === name) uses++;
    },
  });
  return uses === 1 ? name : null;
}
