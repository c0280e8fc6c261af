import type { AnyVariables, Client, CombinedError, TypedDocumentNode } from '@urql/core';
import { type Answer, type MutationFailure, readMutationFailure } from './mutation-failure.ts';

/** The members of a result union that are no typed errors: what the API answers when it did what was asked. */
export type Done<Result> = Exclude<Result, { __typename: `${string}Error` }>;

/** The members of a result union that are typed errors. */
type Refusal<Result> = Extract<Result, { __typename: `${string}Error` }>;

/** What was done, or why it was not: in words, and as the typed error where the API answered with one. */
export type Outcome<Done, Refusal = unknown> =
  | { done: Done; failure: null }
  | { done: null; failure: MutationFailure; refusal: Refusal | null };

/** Tells what was done from the typed errors, a lost connection and an ended session. */
export function readOutcome<Result extends Answer>(
  error: CombinedError | undefined,
  answer: Result | undefined,
): Outcome<Done<Result>, Refusal<Result>> {
  const failure = readMutationFailure(error, answer);
  if (failure === null) return { done: answer as Done<Result>, failure };
  return { done: null, failure, refusal: error ? null : ((answer as Refusal<Result> | undefined) ?? null) };
}

/** A mutation of one field: it takes `input` and answers with a union that asks `MutationFailure_ErrorFragment`. */
export type Mutation<Input, Data> = TypedDocumentNode<Data, AnyVariables & { input: Input }>;

/** Sends a mutation of one field, and reads its answer. Never rejects. */
export async function runMutation<Input, Data extends Record<string, Answer>>(
  client: Client,
  mutation: Mutation<Input, Data>,
  input: Input,
): Promise<Outcome<Done<Data[keyof Data]>, Refusal<Data[keyof Data]>>> {
  const { data, error } = await client.mutation(mutation, { input }).toPromise();
  const [answer] = Object.values(data ?? {}) as Data[keyof Data][];
  return readOutcome(error, answer);
}
