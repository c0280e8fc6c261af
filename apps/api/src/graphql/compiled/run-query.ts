import {
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLResolveInfo,
  getArgumentValues,
  getVariableValues,
  locatedError,
} from 'graphql';
import type { CompiledField, CompiledQuery, Shape } from './compile-query.ts';

type Path = GraphQLResolveInfo['path'];

/** One execution. */
type Run = {
  query: CompiledQuery;
  rootValue: unknown;
  context: unknown;
  variableValues: GraphQLResolveInfo['variableValues'];
  signal: AbortSignal | undefined;
  args: Map<CompiledField, Record<string, unknown>>;
  errors: GraphQLError[];
};

type MaybePromise<T> = T | PromiseLike<T>;

/** Answers as the general executor does: the same values, the same errors at the same places. */
export function runQuery(
  query: CompiledQuery,
  { rootValue, contextValue, variableValues: given, abortSignal }: ExecutionArgs,
): MaybePromise<ExecutionResult> {
  const variables = getVariableValues(query.schema, query.operation.variableDefinitions ?? [], given ?? {}, {
    maxErrors: 50,
  });
  if (variables.errors) return { errors: variables.errors };
  const run: Run = {
    ...{ query, rootValue, context: contextValue, variableValues: variables.variableValues },
    ...{ signal: abortSignal ?? undefined, args: new Map(), errors: [] },
  };
  const answer = (data: Record<string, unknown> | null): ExecutionResult =>
    run.errors.length > 0 ? { errors: [...run.errors], data } : { data };
  const fail = (error: unknown) => {
    run.errors.push(error as GraphQLError);
    return answer(null);
  };
  try {
    const data = runFields(run, query.fields, rootValue, undefined);
    return isPromise(data) ? data.then(answer, fail) : answer(data);
  } catch (error) {
    return fail(error);
  }
}

function runFields(
  run: Run,
  fields: CompiledField[],
  parent: unknown,
  path: Path | undefined,
): MaybePromise<Record<string, unknown>> {
  const answer: Record<string, unknown> = Object.create(null);
  let pending: PromiseLike<void>[] | null = null;
  try {
    for (const field of fields) {
      const { key } = field;
      const value = runField(run, field, parent, path);
      if (!isPromise(value)) {
        answer[key] = value;
        continue;
      }
      // Its place among the others.
      answer[key] = undefined;
      pending ??= [];
      pending.push(
        value.then((each) => {
          answer[key] = each;
        }),
      );
    }
  } catch (error) {
    leave(pending ?? []);
    throw error;
  }
  return pending ? Promise.all(pending).then(() => answer) : answer;
}

/** @throws GraphQLError where it may not be null, for the next field above that may */
function runField(run: Run, field: CompiledField, parent: unknown, prev: Path | undefined): unknown {
  const { key, loaded, shape, parentType } = field;
  if (field.definition.name === '__typename') return parentType.name;
  const path: Path = { prev, key, typename: parentType.name };
  try {
    const value = loaded?.isLoaded(parent)
      ? loaded.read(parent, NO_ARGUMENTS, run.context, loaded.takesInfo ? infoOf(run, field, path) : NO_INFO)
      : resolve(run, field, parent, path);
    const completed = isPromise(value)
      ? value.then((each) => complete(run, field, shape, each, path))
      : complete(run, field, shape, value, path);
    return isPromise(completed)
      ? completed.then(undefined, (error) => failed(run, field, shape, error, path))
      : completed;
  } catch (error) {
    return failed(run, field, shape, error, path);
  }
}

const NO_ARGUMENTS = {};
/** For a resolver that does not take it. */
const NO_INFO = undefined as unknown as GraphQLResolveInfo;

function resolve(run: Run, field: CompiledField, parent: unknown, path: Path): unknown {
  const { definition, nodes } = field;
  if (!definition.resolve) return (parent as Record<string, unknown> | null)?.[definition.name];
  let args = run.args.get(field);
  if (!args) {
    args = getArgumentValues(definition, nodes[0]!, run.variableValues);
    run.args.set(field, args);
  }
  return definition.resolve(parent, args, run.context, infoOf(run, field, path));
}

function complete(run: Run, field: CompiledField, shape: Shape, value: unknown, path: Path): unknown {
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) {
    if (shape.isNullable) return null;
    const { definition, parentType } = field;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
  }
  switch (shape.kind) {
    case 'leaf': {
      const leaf = shape.type.coerceOutputValue(value);
      if (leaf === null || leaf === undefined)
        throw new Error(`${shape.type.name} cannot represent a value.`);
      return leaf;
    }
    case 'list':
      return completeList(run, field, shape.item, value as Iterable<unknown>, path);
    case 'object':
      return runFields(run, shape.fields, value, path);
  }
}

function completeList(
  run: Run,
  field: CompiledField,
  item: Shape,
  values: Iterable<unknown>,
  prev: Path,
): MaybePromise<unknown[]> {
  const items: unknown[] = [];
  let isPending = false;
  try {
    for (const value of values) {
      const path: Path = { prev, key: items.length, typename: undefined };
      const completed = completeItem(run, field, item, value, path);
      isPending ||= isPromise(completed);
      items.push(completed);
    }
  } catch (error) {
    leave(items);
    throw error;
  }
  return isPending ? Promise.all(items) : items;
}

function completeItem(run: Run, field: CompiledField, item: Shape, value: unknown, path: Path): unknown {
  try {
    const completed = isPromise(value)
      ? value.then((each) => complete(run, field, item, each, path))
      : complete(run, field, item, value, path);
    return isPromise(completed)
      ? completed.then(undefined, (error) => failed(run, field, item, error, path))
      : completed;
  } catch (error) {
    return failed(run, field, item, error, path);
  }
}

/** Null, and the error beside the data. @throws GraphQLError where null may not stand */
function failed(run: Run, { nodes }: CompiledField, { isNullable }: Shape, error: unknown, path: Path): null {
  const located = locatedError(error, nodes, keysOf(path));
  if (!isNullable) throw located;
  run.errors.push(located);
  return null;
}

function keysOf(path: Path | undefined): (string | number)[] {
  return path ? [...keysOf(path.prev), path.key] : [];
}

function infoOf(run: Run, { definition, nodes, parentType }: CompiledField, path: Path): GraphQLResolveInfo {
  const { query, rootValue, variableValues, signal } = run;
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path,
    schema: query.schema,
    fragments: query.fragments as never,
    rootValue,
    operation: query.operation,
    variableValues,
    getAbortSignal: () => signal,
    getAsyncHelpers: () => ASYNC_HELPERS,
  };
}

const ASYNC_HELPERS = { promiseAll: Promise.all.bind(Promise), track: () => {} } as never;

/** Nobody waits for these any more, and what becomes of them is no failure of the process. */
function leave(values: unknown[]): void {
  for (const value of values) if (isPromise(value)) value.then(undefined, () => {});
}

function isPromise<T>(value: MaybePromise<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
