import { useState } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { MutationAlert } from '../ui/mutation-alert.tsx';

export const PostActions_PostFragment = graphql(`
  fragment PostActions_PostFragment on Post {
    id
    availableActions
    contentHash
    status
    problem {
      retryable
    }
  }
`);

const CancelPostMutation = graphql(
  `
    mutation CancelPost($input: CancelPostInput!) {
      cancelPost(input: $input) {
        __typename
        ... on Post {
          id
          status
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);

const RetryPostMutation = graphql(
  `
    mutation RetryPost($input: RetryPostInput!) {
      retryPost(input: $input) {
        __typename
        ... on Post {
          id
          status
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);

/** What can be done with a post in its present status. */
export function PostActions({
  post: reference,
  onDone,
}: {
  post: FragmentOf<typeof PostActions_PostFragment>;
  onDone: () => void;
}) {
  const post = readFragment(PostActions_PostFragment, reference);
  const [asking, setAsking] = useState(false);
  const cancellation = useMutationForm(CancelPostMutation, {
    announcement: 'The post is cancelled.',
    onDone: () => {
      setAsking(false);
      onDone();
    },
  });
  const retrial = useMutationForm(RetryPostMutation, { announcement: 'Trying again.' });
  const input = { postId: post.id };
  const can = (action: (typeof post.availableActions)[number]) => post.availableActions.includes(action);

  // Asked for again after a failure too: the usual one is that the post has moved on.
  const retry = async () => {
    await retrial.submit({ ...input, contentHash: post.contentHash });
    onDone();
  };

  if (post.availableActions.length === 0) return null;
  // After some failures only an edit can help; then the retry does not stand out.
  const retryHelps = post.problem?.retryable ?? true;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        {can('RETRY') && (
          <Button
            variant={retryHelps ? 'primary' : 'secondary'}
            busy={retrial.pending}
            onClick={() => void retry()}
          >
            Try again
          </Button>
        )}
        {can('EDIT') && (
          <ButtonLink to={`/compose/${encodeURIComponent(post.id)}`}>
            <Icon name="pencil" />
            {post.status === 'DRAFT' ? 'Edit and publish' : 'Edit'}
          </ButtonLink>
        )}
        {can('CANCEL') && (
          <Button variant="danger" onClick={() => setAsking(true)}>
            Cancel post
          </Button>
        )}
      </div>
      <MutationAlert failure={retrial.failure} />
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Cancel this post?"
        action="Cancel post"
        form={cancellation}
        onConfirm={() => void cancellation.submit(input)}
      >
        <p>It will not go out, and it cannot be brought back. The video stays in the library.</p>
      </ConfirmDialog>
    </div>
  );
}
