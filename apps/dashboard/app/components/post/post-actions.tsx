import { useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment, useMutationFailure } from '../../graphql/mutation-failure.ts';
import { useAnnounce } from '../ui/announcements.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { MutationAlert } from '../ui/mutation-alert.tsx';

export const PostActions_PostFragment = graphql(`
  fragment PostActions_PostFragment on Post {
    id
    availableActions
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
  const [cancellation, cancelPost] = useMutation(CancelPostMutation);
  const [retrial, retryPost] = useMutation(RetryPostMutation);
  const failure = useMutationFailure();
  const announce = useAnnounce();
  const input = { postId: post.id };
  const can = (action: (typeof post.availableActions)[number]) => post.availableActions.includes(action);

  const retry = async () => {
    const result = await retryPost({ input });
    if (!failure.read(result.error, result.data?.retryPost)) announce('Trying again.');
    onDone();
  };
  const cancel = async () => {
    const result = await cancelPost({ input });
    const failed = failure.read(result.error, result.data?.cancelPost);
    if (failed) return;
    setAsking(false);
    announce('The post is cancelled.');
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
            busy={retrial.fetching}
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
      {!asking && <MutationAlert failure={failure.current} />}
      <Dialog
        open={asking}
        onClose={() => {
          setAsking(false);
          failure.clear();
        }}
        title="Cancel this post?"
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button variant="danger" busy={cancellation.fetching} onClick={() => void cancel()}>
              Cancel post
            </Button>
          </>
        }
      >
        <p>It will not go out, and it cannot be brought back. The video stays in the library.</p>
        <MutationAlert failure={failure.current} />
      </Dialog>
    </div>
  );
}
