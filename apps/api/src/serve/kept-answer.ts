import type { ExecutionResult, GraphQLErrorExtensions } from 'graphql';
import { createGraphQLError } from 'graphql-yoga';
import type { Outcome } from '../idempotency/do-once.ts';

type Path = readonly (string | number)[];
type KeptError = {
  message: string;
  locations?: unknown;
  path?: Path;
  extensions?: GraphQLErrorExtensions;
};

/** The answer to an operation as it is kept: what is sent of it as JSON, and what its errors say of the HTTP status. */
export type KeptAnswer = { data?: Record<string, unknown> | null; errors?: KeptError[] };

/** Something of ours failed; whoever asks again may have more luck. */
const OUR_FAULTS: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'database_busy']);
/** Nothing was done; a limit, a sign-in or something that was away is the reason. */
const PASSING: ReadonlySet<unknown> = new Set(['BAD_USER_INPUT', 'UNAUTHENTICATED', 'tiktok_unreachable']);

/** @param thrown codes of the typed errors that the fields answered with */
export function keepOf({ data, errors = [] }: KeptAnswer, thrown: readonly string[]): Outcome['keep'] {
  const codes = [...errors.map(({ extensions }) => extensions?.code), ...thrown];
  if (codes.some((code) => OUR_FAULTS.has(code))) return 'never';
  // Without data, the request was refused before anything of it was carried out.
  return data === undefined || codes.some((code) => PASSING.has(code)) ? 'ifEffective' : 'always';
}

/** As it will be sent, masked. */
export function keptAnswerOf({ data, errors }: ExecutionResult, mask: (error: Error) => Error): KeptAnswer {
  const json = JSON.stringify({ errors: errors?.map(mask), data });
  return JSON.parse(json) as KeptAnswer;
}

/** The answer as the server sends it, to the byte the same each time. */
export function resultOf(answer: KeptAnswer, extensions?: Record<string, unknown>): ExecutionResult {
  const { data, errors } = answer;
  const sent = errors?.map(withoutTransport);
  return {
    ...(errors && {
      errors: errors.map(({ message, locations, path, extensions: said }) => {
        const error = createGraphQLError(message, {
          ...(path && { path }),
          ...(said && { extensions: said }),
        });
        return Object.assign(error, { locations });
      }),
    }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
    // Yoga makes the errors anew while it writes them, and would leave out where they are.
    stringify: (result: ExecutionResult) => JSON.stringify(sent ? { ...result, errors: sent } : result),
  } as ExecutionResult;
}

function withoutTransport({ extensions = {}, ...error }: KeptError): KeptError {
  const { http: _, ...said } = extensions;
  return { ...error, ...(Object.keys(said).length > 0 && { extensions: said }) };
}

/** The answer to one field of several, under the name that this operation gives it. */
export function renamed({ data, errors }: KeptAnswer, responseKey: string): KeptAnswer {
  const [value] = Object.values(data ?? {});
  return {
    ...(errors && {
      errors: errors.map((error) =>
        error.path ? { ...error, path: [responseKey, ...error.path.slice(1)] } : error,
      ),
    }),
    ...(data !== undefined && { data: data && { [responseKey]: value } }),
  };
}

/** The answers to the fields of an operation as one. As in any operation, a field without a value leaves no data at all. */
export function joined(answers: KeptAnswer[]): KeptAnswer {
  const errors = answers.flatMap((answer) => answer.errors ?? []);
  const isWhole = answers.every(({ data }) => data);
  return {
    ...(errors.length > 0 && { errors }),
    data: isWhole ? Object.assign({}, ...answers.map(({ data }) => data)) : null,
  };
}
