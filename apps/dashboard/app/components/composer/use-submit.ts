import { useRef } from 'react';
import { useClient } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { type Outcome, runMutation } from '../../graphql/mutation-outcome.ts';
import { useSending } from '../../graphql/use-mutation-form.ts';
import type { Declaration } from './composer-rules.ts';
import { changedFields, compositionInput, type DraftableComposition } from './composition.ts';

const CreatePostMutation = graphql(
  `
  mutation CreatePost($input: CreatePostInput!) {
    createPost(input: $input) {
      __typename
      ... on Post {
        id
      }
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment],
);

const UpdatePostMutation = graphql(
  `
  mutation UpdatePost($input: UpdatePostInput!) {
    updatePost(input: $input) {
      __typename
      ... on Post {
        id
      }
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment],
);

const PublishPostMutation = graphql(
  `
  mutation PublishPost($input: PublishPostInput!) {
    publishPost(input: $input) {
      __typename
      ... on Post {
        id
      }
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment],
);

const SchedulePostMutation = graphql(
  `
  mutation SchedulePost($input: SchedulePostInput!) {
    schedulePost(input: $input) {
      __typename
      ... on Post {
        id
      }
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment],
);

export type Submission = 'draft' | 'publish' | 'schedule';
type PublishTime = { localTime: string; timeZone: string };

type Step =
  | { kind: 'draft' }
  | { kind: 'publish'; agreedTo: Declaration[] }
  | { kind: 'schedule'; agreedTo: Declaration[]; time: PublishTime };

type Saved = { postId: string; input: ReturnType<typeof compositionInput>; isDraft: boolean };

type SentPost = { id: string };

/** A post that is being edited, as the API has it. */
export type EditedPost = { postId: string; composition: DraftableComposition; isDraft: boolean };

/**
 * Saves a composition and sends it on. A draft that was saved before a later step failed is reused by the next try, so a
 * second click never makes a second post.
 *
 * @param edited the post being edited, or null for a new one
 */
export function useSubmit(edited: EditedPost | null) {
  const client = useClient();
  const saved = useRef<Saved | null>(
    edited === null
      ? null
      : { postId: edited.postId, input: compositionInput(edited.composition), isDraft: edited.isDraft },
  );
  const { pending, failure, run } = useSending<Submission>();

  const create = async (input: Saved['input']): Promise<Outcome<SentPost>> => {
    const outcome = await runMutation(client, CreatePostMutation, input);
    if (outcome.done !== null) saved.current = { postId: outcome.done.id, input, isDraft: true };
    return outcome;
  };

  const update = async (before: Saved, input: Saved['input'], step: Step): Promise<Outcome<SentPost>> => {
    const changes = changedFields(before.input, input);
    // Only a draft can be published now, and any change turns a planned post into one.
    if (step.kind === 'publish' && !before.isDraft) changes.caption ??= input.caption;
    if (Object.keys(changes).length === 0) return { done: { id: before.postId }, failure: null };
    const outcome = await runMutation(client, UpdatePostMutation, { ...changes, postId: before.postId });
    if (outcome.done !== null) saved.current = { ...before, input, isDraft: true };
    return outcome;
  };

  const send = async (post: SentPost, step: Step): Promise<Outcome<SentPost>> => {
    switch (step.kind) {
      case 'draft':
        return { done: post, failure: null };
      case 'publish':
        return runMutation(client, PublishPostMutation, { postId: post.id, agreedTo: step.agreedTo });
      case 'schedule': {
        const input = { postId: post.id, agreedTo: step.agreedTo, ...step.time };
        return runMutation(client, SchedulePostMutation, input);
      }
    }
  };

  /** @returns the post when everything asked for is done, else null and `failure` says why */
  const submit = (composition: DraftableComposition, step: Step) =>
    run(step.kind, async () => {
      const input = compositionInput(composition);
      const kept = await (saved.current === null ? create(input) : update(saved.current, input, step));
      return kept.done === null ? kept : send(kept.done, step);
    });

  return { submit, pending, failure };
}
