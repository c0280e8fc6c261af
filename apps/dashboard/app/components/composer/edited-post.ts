import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import type { Outcome } from '../../graphql/mutation-outcome.ts';
import {
  Composition_PostFragment,
  type CompositionInput,
  compositionInput,
  compositionOf,
} from './composition.ts';

export const EditedPost_PostFragment = graphql(
  `
    fragment EditedPost_PostFragment on Post @_unmask {
      id
      account {
        id
        nickname
      }
      contentHash
      mediaAsset {
        id
        fileName
      }
      status
      ...Composition_PostFragment
    }
  `,
  [Composition_PostFragment],
);

/** What a mutation asks of a refusal because the post has changed; `presentPost` reads it. */
export const PostChanged_ErrorFragment = graphql(
  `
    fragment PostChanged_ErrorFragment on PostChangedError @_unmask {
      post {
        ...EditedPost_PostFragment
      }
    }
  `,
  [EditedPost_PostFragment],
);

type PresentPost = ResultOf<typeof EditedPost_PostFragment>;

/** A post as the API has it, as far as saving it again depends on that. */
export type EditedPost = {
  postId: string;
  input: CompositionInput;
  /** Stands for `input`: what is agreed to is the post with this hash. */
  contentHash: string;
  isDraft: boolean;
};

/** What a form that is filled from a post has to remember of it. */
export function editedPost(post: PresentPost): EditedPost {
  const { id: postId, contentHash, status } = post;
  return { postId, input: compositionInput(compositionOf(post)), contentHash, isDraft: status === 'DRAFT' };
}

/** The post was changed elsewhere since this form was filled from it. */
export type Overtaken = { present: PresentPost; changes: Partial<CompositionInput> };

/** A mutation's outcome, with the post as it is now where that is why nothing was done. */
export type PostOutcome<Done> = Outcome<Done, { __typename: string; post?: PresentPost | null }>;

/** The post as it is now, where a mutation was refused because it has changed. */
export function presentPost(outcome: PostOutcome<unknown>): PresentPost | null {
  return outcome.failure === null ? null : (outcome.refusal?.post ?? null);
}
