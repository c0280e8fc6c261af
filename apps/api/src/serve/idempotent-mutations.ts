import { type ExecutionArgs, type ExecutionResult, getOperationAST, print } from 'graphql';
import { createGraphQLError, type Plugin, type YogaInitialContext } from 'graphql-yoga';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { badUserInput } from '../graphql/bad-user-input.ts';
import { IDEMPOTENCY_ARGUMENT } from '../graphql/idempotency-argument.ts';
import type { Once, RequestContext } from '../graphql/request-context.ts';
import { createDoOnce } from '../idempotency/do-once.ts';
import { fingerprintOf } from '../idempotency/fingerprint.ts';
import { checkIdempotencyKey, KEY_RULE, keyOfHeader } from '../idempotency/idempotency-key.ts';
import type { Viewer } from '../teams/viewer.ts';
import { joined, type KeptAnswer, keepOf, keptAnswerOf, renamed, resultOf } from './kept-answer.ts';
import { maskError } from './masking.ts';
import {
  argumentsOf,
  documentOfField,
  type RootField,
  rootFieldsOf,
  selectionOf,
  type Variables,
  variablesOf,
} from './root-fields.ts';

const HEADER = 'idempotency-key';
const REPLAYED = 'idempotency-replayed';
const UNEXPECTED = 'Unexpected error.';
/** Of refusals of a whole operation, where the transport has one. */
const HTTP_STATUS: Record<string, number> = {
  idempotency_key_reused: 422,
  idempotency_in_progress: 409,
  idempotency_answer_lost: 409,
  forbidden: 403,
  database_busy: 503,
  INTERNAL_SERVER_ERROR: 500,
};

type Context = RequestContext & YogaInitialContext;
type Execute = (args: ExecutionArgs) => Promise<ExecutionResult>;
type Mutation = { args: ExecutionArgs; context: Context; viewer: Viewer; execute: Execute };

/**
 * Carries mutations with an idempotency key out once. A header's key is that of the whole operation; an argument's is that
 * of its field, and each field is then carried out on its own, in the operation's order.
 */
export function idempotentMutations(deps: Deps): Plugin<RequestContext> {
  const doOnce = createDoOnce(deps);
  const mask = (error: Error) => maskError(deps, error, UNEXPECTED);

  /** Executes, and says what of it to keep. */
  async function carryOut({ args, context, execute }: Mutation, claim: Once['claim'], refusal?: DomainError) {
    const thrown: string[] = [];
    const once: Once = {
      ...(claim && { claim }),
      ...(refusal && { refusal }),
      noteFailure: (error) => {
        if (error instanceof DomainError) thrown.push(error.code);
      },
    };
    const answer = keptAnswerOf(await execute({ ...args, contextValue: { ...context, once } }), mask);
    return { answer, keep: keepOf(answer, thrown) };
  }

  async function carryOutOnce(mutation: Mutation, key: string, asked: unknown) {
    const { answer, isReplayed } = await doOnce(
      { asker: mutation.viewer, key, fingerprint: fingerprintOf(asked) },
      async (claim) => {
        const { answer, keep } = await carryOut(mutation, claim);
        return { answer: JSON.stringify(answer), keep };
      },
    );
    return { answer: JSON.parse(answer) as KeptAnswer, isReplayed };
  }

  async function answerOperation(mutation: Mutation, key: string): Promise<ExecutionResult> {
    const { document, operationName = null, variableValues } = mutation.args;
    const asked = {
      kind: 'operation',
      document: print(document),
      operationName,
      variables: variableValues ?? {},
    };
    const { answer, isReplayed } = await carryOutOnce(mutation, key, asked);
    return resultOf(answer, isReplayed ? { http: { headers: { [REPLAYED]: 'true' } } } : undefined);
  }

  async function answerField(mutation: Mutation, field: RootField, variables: Variables) {
    const { document } = mutation.args;
    const operation = getOperationAST(document, mutation.args.operationName)!;
    const alone = {
      ...mutation,
      args: { ...mutation.args, document: documentOfField(document, operation, field) },
    };
    const { [IDEMPOTENCY_ARGUMENT]: key, ...rest } = argumentsOf(field, variables);
    if (typeof key !== 'string') {
      const { answer } = await carryOut(alone, undefined);
      return { answer, isReplayed: false };
    }
    const asked = {
      kind: 'field',
      name: field.nodes[0].name.value,
      arguments: rest,
      selected: selectionOf(document, field, variables),
    };
    try {
      checkIdempotencyKey(key);
      const { answer, isReplayed } = await carryOutOnce(alone, key, asked);
      return { answer: renamed(answer, field.responseKey), isReplayed };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { answer } = await carryOut(alone, undefined, error);
      return { answer, isReplayed: false };
    }
  }

  async function answerFields(mutation: Mutation, fields: RootField[], variables: Variables) {
    const answers: KeptAnswer[] = [];
    const replayed: string[] = [];
    for (const field of fields) {
      const { answer, isReplayed } = await answerField(mutation, field, variables);
      answers.push(answer);
      if (isReplayed) replayed.push(field.responseKey);
      // As in any operation, a field without a value ends it.
      if (!answer.data) break;
    }
    if (replayed.length === 0) return resultOf(joined(answers));
    const { watch } = mutation.context;
    return resultOf(joined(answers), {
      idempotency: { replayed },
      // A WebSocket has no headers, and would send these.
      ...(!watch && { http: { headers: { [REPLAYED]: 'true' } } }),
    });
  }

  async function answer(mutation: Mutation): Promise<ExecutionResult> {
    const { args, context, execute } = mutation;
    const operation = getOperationAST(args.document, args.operationName)!;
    const variables = variablesOf(operation, (args.variableValues ?? {}) as Variables);
    const fields = rootFieldsOf(args.document, operation, variables);
    const ofFields = fields.map((field) => argumentsOf(field, variables)[IDEMPOTENCY_ARGUMENT]);
    const keys = ofFields.filter((key) => typeof key === 'string');
    // The handshake of a WebSocket is no request of any operation on it.
    const header = context.watch ? null : context.request.headers.get(HEADER);
    if (header === null && keys.length === 0) return execute(args);
    try {
      if (header !== null) {
        const key = keyOfHeader(header);
        if (key === null) throw badInput(`Idempotency-Key: ${KEY_RULE}`);
        if (keys.some((other) => other !== key))
          throw badInput('The header Idempotency-Key and the argument idempotencyKey are different.');
        return await answerOperation(mutation, key);
      }
      if (new Set(keys).size < keys.length)
        throw badInput('Two fields have the same idempotencyKey; each needs a key of its own.');
      return await answerFields(mutation, fields, variables);
    } catch (error) {
      return { errors: [refusalOf(error)] };
    }
  }

  function refusalOf(error: unknown) {
    const { message, extensions } = mask(error as Error) as ReturnType<typeof createGraphQLError>;
    const status = HTTP_STATUS[String(extensions.code)];
    const headers = extensions.code === 'idempotency_in_progress' ? { 'retry-after': '1' } : {};
    return createGraphQLError(message, {
      extensions: { ...extensions, ...(status && { http: { status, headers } }) },
    });
  }

  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation !== 'mutation') return;
      setExecuteFn((given: ExecutionArgs) => {
        const context = given.contextValue as Context;
        const execute: Execute = async (inner) => executeFn(inner) as Promise<ExecutionResult>;
        // Who is not signed in is told so, whatever the key.
        if (!context.viewer) return execute(given);
        return answer({ args: given, context, viewer: context.viewer, execute });
      });
    },
  };
}

function badInput(message: string) {
  const error = badUserInput(message, [IDEMPOTENCY_ARGUMENT]);
  return createGraphQLError(message, { extensions: { ...error.extensions, http: { status: 400 } } });
}
