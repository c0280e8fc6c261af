import { useRef, useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import {
  type MutationFailure,
  MutationFailure_ErrorFragment,
  readMutationFailure,
} from '../../graphql/mutation-failure.ts';
import type { Declaration } from './composer-rules.ts';
import { changedFields, compositionInput, type DraftableComposition } from './composition-input.ts';

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
export type PublishTime = { localTime: string; timeZone: string };

type Step =
  | { kind: 'draft' }
  | { kind: 'publish'; agreedTo: Declaration[] }
  | { kind: 'schedule'; agreedTo: Declaration[]; time: PublishTime };

type Saved = { postId: string; input: ReturnType<typeof compositionInput>; isDraft: boolean };

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
    edited && { postId: edited.postId, input: compositionInput(edited.composition), isDraft: edited.isDraft },
  );
  const [busy, setBusy] = useState<Submission | null>(null);
  const [failure, setFailure] = useState<MutationFailure | null>(null);

  const create = async (input: Saved['input']): Promise<MutationFailure | null> => {
    const result = await client.mutation(CreatePostMutation, { input }).toPromise();
    const created = result.data?.createPost;
    if (created?.__typename === 'Post') saved.current = { postId: created.id, input, isDraft: true };
    return readMutationFailure(result.error, created);
  };

  const update = async (
    before: Saved,
    input: Saved['input'],
    step: Step,
  ): Promise<MutationFailure | null> => {
    const changes = changedFields(before.input, input);
    // Only a draft can be published now, and any change turns a planned post into one.
    if (step.kind === 'publish' && !before.isDraft) changes.caption ??= input.caption;
    if (Object.keys(changes).length === 0) return null;
    const variables = { input: { ...changes, postId: before.postId } };
    const result = await client.mutation(UpdatePostMutation, variables).toPromise();
    const failed = readMutationFailure(result.error, result.data?.updatePost);
    if (!failed) saved.current = { ...before, input, isDraft: true };
    return failed;
  };

  const send = async (postId: string, step: Step): Promise<MutationFailure | null> => {
    if (step.kind === 'publish') {
      const input = { postId, agreedTo: step.agreedTo };
      const result = await client.mutation(PublishPostMutation, { input }).toPromise();
      return readMutationFailure(result.error, result.data?.publishPost);
    }
    if (step.kind === 'schedule') {
      const input = { postId, agreedTo: step.agreedTo, ...step.time };
      const result = await client.mutation(SchedulePostMutation, { input }).toPromise();
      return readMutationFailure(result.error, result.data?.schedulePost);
    }
    return null;
  };

  /** @returns the post's id when everything asked for is done, else null and `failure` says why */
  const submit = async (composition: DraftableComposition, step: Step): Promise<string | null> => {
    setBusy(step.kind);
    setFailure(null);
    try {
      const input = compositionInput(composition);
      const unsaved = await (saved.current ? update(saved.current, input, step) : create(input));
      const postId = saved.current?.postId;
      const failed = unsaved ?? (postId ? await send(postId, step) : null);
      setFailure(failed);
      return failed ? null : (postId ?? null);
    } finally {
      setBusy(null);
    }
  };

  return { submit, busy, failure };
}
