import { useCallback, useState } from 'react';
import { useClient } from 'urql';
import { useAnnounce } from '../lib/announce.ts';
import type { Answer, MutationFailure } from './mutation-failure.ts';
import { type Done, type Mutation, type Outcome, runMutation } from './mutation-outcome.ts';

/**
 * The state of a form while it sends and after it failed.
 *
 * `run` keeps `pending` at `kind` until the work is over. The failure of the try before goes away at once, so that the next
 * one is read out even when it says the same. `run` returns what was done, or null when `failure` says why it was not.
 */
export function useSending<Kind>() {
  const [pending, setPending] = useState<Kind | null>(null);
  const [failure, setFailure] = useState<MutationFailure | null>(null);
  const run = async <Result>(kind: Kind, work: () => Promise<Outcome<Result>>): Promise<Result | null> => {
    setPending(kind);
    setFailure(null);
    try {
      const outcome = await work();
      setFailure(outcome.failure);
      return outcome.done;
    } finally {
      setPending(null);
    }
  };
  const clear = useCallback(() => setFailure(null), []);
  return { pending, failure, run, clear };
}

/** What a form shows of its mutation: whether it is under way, why the last try did not work, and how to forget that. */
export type MutationForm = { pending: boolean; failure: MutationFailure | null; clear: () => void };

/**
 * One mutation behind a form or a button.
 *
 * @param mutation see `Mutation`
 * @param announcement said after a success
 * @param onDone called after a success, with the member of the result that is no error
 * @returns the form's state, and `submit`, which resolves to what was done, or to null after a failure
 */
export function useMutationForm<Input, Data extends Record<string, Answer>>(
  mutation: Mutation<Input, Data>,
  { announcement, onDone }: { announcement?: string; onDone?: (done: Done<Data[keyof Data]>) => void } = {},
): MutationForm & { submit: (input: Input) => Promise<Done<Data[keyof Data]> | null> } {
  const client = useClient();
  const announce = useAnnounce();
  const { pending, failure, run, clear } = useSending<true>();
  const submit = async (input: Input) => {
    const done = await run(true, () => runMutation(client, mutation, input));
    if (done === null) return null;
    if (announcement !== undefined) announce(announcement);
    onDone?.(done);
    return done;
  };
  return { submit, pending: pending !== null, failure, clear };
}
