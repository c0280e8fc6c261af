import { useRef, useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { runMutation } from '../../graphql/mutation-outcome.ts';
import { useSending } from '../../graphql/use-mutation-form.ts';
import type { Declaration } from './composer-rules.ts';
import {
  type CompositionInput,
  changedFields,
  compositionInput,
  type DraftableComposition,
} from './composition.ts';
import {
  type EditedPost,
  editedPost,
  type Overtaken,
  PostChanged_ErrorFragment,
  type PostOutcome,
  presentPost,
} from './edited-post.ts';

const CreatePostMutation = graphql(
  `
  mutation CreatePost($input: CreatePostInput!) {
    createPost(input: $input) {
      __typename
      ... on Post {
        id
        contentHash
      }
      ...PostChanged_ErrorFragment
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment, PostChanged_ErrorFragment],
);

const UpdatePostMutation = graphql(
  `
  mutation UpdatePost($input: UpdatePostInput!) {
    updatePost(input: $input) {
      __typename
      ... on Post {
        id
        contentHash
      }
      ...PostChanged_ErrorFragment
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment, PostChanged_ErrorFragment],
);

const PublishPostMutation = graphql(
  `
  mutation PublishPost($input: PublishPostInput!) {
    publishPost(input: $input) {
      __typename
      ... on Post {
        id
        contentHash
      }
      ...PostChanged_ErrorFragment
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment, PostChanged_ErrorFragment],
);

const SchedulePostMutation = graphql(
  `
  mutation SchedulePost($input: SchedulePostInput!) {
    schedulePost(input: $input) {
      __typename
      ... on Post {
        id
        contentHash
      }
      ...PostChanged_ErrorFragment
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment, PostChanged_ErrorFragment],
);

const SchedulePostInNextFreeSlotMutation = graphql(
  `
  mutation SchedulePostInNextFreeSlot($input: SchedulePostInNextFreeSlotInput!) {
    schedulePostInNextFreeSlot(input: $input) {
      __typename
      ... on Post {
        id
        contentHash
      }
      ...PostChanged_ErrorFragment
      ...MutationFailure_ErrorFragment
    }
  }
`,
  [MutationFailure_ErrorFragment, PostChanged_ErrorFragment],
);

export type Submission = 'draft' | 'publish' | 'slot' | 'schedule';
type PublishTime = { localTime: string; timeZone: string };

type Step =
  | { kind: 'draft' }
  | { kind: 'publish' | 'slot'; agreedTo: Declaration[] }
  | { kind: 'schedule'; agreedTo: Declaration[]; time: PublishTime };

type SentPost = { id: string; contentHash: string };
type Answered = PostOutcome<SentPost>;

/**
 * Saves a composition and sends it on. A draft that was saved before a later step failed is reused by the next try, so a
 * second click never makes a second post. What is agreed to is what the form shows: a post that was changed elsewhere
 * since is neither written over nor sent.
 *
 * @param edited the post being edited, or null for a new one
 */
export function useSubmit(edited: EditedPost | null) {
  const client = useClient();
  const saved = useRef<EditedPost | null>(edited);
  const { pending, failure, run, clear } = useSending<Submission>();
  const [overtaken, setOvertaken] = useState<Overtaken | null>(null);

  const create = async (input: CompositionInput): Promise<Answered> => {
    const outcome = await runMutation(client, CreatePostMutation, input);
    if (outcome.done !== null) {
      const { id: postId, contentHash } = outcome.done;
      saved.current = { postId, input, contentHash, isDraft: true };
    }
    return outcome;
  };

  const update = async (before: EditedPost, input: CompositionInput, step: Step): Promise<Answered> => {
    const { postId, contentHash } = before;
    const changes = changedFields(before.input, input);
    // Only a draft can be published now, and any change turns a planned post into one.
    if (step.kind === 'publish' && !before.isDraft) changes.caption ??= input.caption;
    if (Object.keys(changes).length === 0) return { done: { id: postId, contentHash }, failure: null };
    const outcome = await runMutation(client, UpdatePostMutation, { ...changes, postId, contentHash });
    if (outcome.done !== null) {
      saved.current = { postId, input, contentHash: outcome.done.contentHash, isDraft: true };
    }
    return outcome;
  };

  const save = async (input: CompositionInput, step: Step): Promise<Answered> => {
    if (saved.current === null) return create(input);
    const outcome = await update(saved.current, input, step);
    const present = presentPost(outcome);
    if (present === null) return outcome;
    const now = editedPost(present);
    // What this form shows is there already, for example because the answer to saving it was lost.
    if (Object.keys(changedFields(now.input, input)).length > 0) return outcome;
    saved.current = now;
    return update(now, input, step);
  };

  const send = async ({ id: postId, contentHash }: SentPost, step: Step): Promise<Answered> => {
    switch (step.kind) {
      case 'draft':
        return { done: { id: postId, contentHash }, failure: null };
      case 'publish':
        return runMutation(client, PublishPostMutation, { postId, contentHash, agreedTo: step.agreedTo });
      case 'slot': {
        const input = { postId, contentHash, agreedTo: step.agreedTo };
        return runMutation(client, SchedulePostInNextFreeSlotMutation, input);
      }
      case 'schedule': {
        const input = { postId, contentHash, agreedTo: step.agreedTo, ...step.time };
        return runMutation(client, SchedulePostMutation, input);
      }
    }
  };

  /** @returns the post when everything asked for is done, else null and `failure` says why */
  const submit = (composition: DraftableComposition, step: Step) =>
    run(step.kind, async () => {
      setOvertaken(null);
      const kept = await save(compositionInput(composition), step);
      const outcome = kept.done === null ? kept : await send(kept.done, step);
      const present = presentPost(outcome);
      if (present !== null && saved.current !== null) {
        const changes = changedFields(saved.current.input, editedPost(present).input);
        setOvertaken({ present, changes });
      }
      return outcome;
    });

  /** Goes on from the post as it is now, so that the next try replaces it by what the form shows. */
  const keepForm = () => {
    if (overtaken !== null) saved.current = editedPost(overtaken.present);
    setOvertaken(null);
    clear();
  };

  return { submit, pending, failure, overtaken, keepForm };
}
