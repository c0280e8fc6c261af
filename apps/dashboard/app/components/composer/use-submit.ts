import { useRef, useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import {
  type MutationFailure,
  MutationFailure_ErrorFragment,
  readMutationFailure,
} from '../../graphql/mutation-failure.ts';
import type { Declaration } from './composer-rules.ts';
import { compositionInput, type DraftableComposition } from './composition-input.ts';

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

/**
 * Saves a composition and sends it on. A draft that was saved before a later step failed is reused by the next try, so a
 * second click never makes a second post.
 *
 * @param initialPostId the draft being edited, or null for a new one
 */
export function useSubmit(initialPostId: string | null) {
  const client = useClient();
  const postId = useRef(initialPostId);
  const [busy, setBusy] = useState<Submission | null>(null);
  const [failure, setFailure] = useState<MutationFailure | null>(null);

  const save = async (composition: DraftableComposition): Promise<MutationFailure | null> => {
    const input = compositionInput(composition);
    if (postId.current) {
      const result = await client
        .mutation(UpdatePostMutation, { input: { ...input, postId: postId.current } })
        .toPromise();
      return readMutationFailure(result.error, result.data?.updatePost);
    }
    const result = await client.mutation(CreatePostMutation, { input }).toPromise();
    const created = result.data?.createPost;
    if (created?.__typename === 'Post') postId.current = created.id;
    return readMutationFailure(result.error, created);
  };

  const publish = async (id: string, agreedTo: Declaration[]) => {
    const result = await client
      .mutation(PublishPostMutation, { input: { postId: id, agreedTo } })
      .toPromise();
    return readMutationFailure(result.error, result.data?.publishPost);
  };

  const schedule = async (id: string, agreedTo: Declaration[], time: PublishTime) => {
    const result = await client
      .mutation(SchedulePostMutation, { input: { postId: id, agreedTo, ...time } })
      .toPromise();
    return readMutationFailure(result.error, result.data?.schedulePost);
  };

  /** @returns the post's id when everything asked for is done, else null and `failure` says why */
  const submit = async (
    composition: DraftableComposition,
    step:
      | { kind: 'draft' }
      | { kind: 'publish'; agreedTo: Declaration[] }
      | { kind: 'schedule'; agreedTo: Declaration[]; time: PublishTime },
  ): Promise<string | null> => {
    setBusy(step.kind);
    setFailure(null);
    try {
      const unsaved = await save(composition);
      const id = postId.current;
      if (unsaved || !id) return fail(unsaved);
      const unsent =
        step.kind === 'publish'
          ? await publish(id, step.agreedTo)
          : step.kind === 'schedule'
            ? await schedule(id, step.agreedTo, step.time)
            : null;
      return unsent ? fail(unsent) : id;
    } finally {
      setBusy(null);
    }
  };

  const fail = (why: MutationFailure | null) => {
    setFailure(why);
    return null;
  };

  return { submit, busy, failure };
}
