import { useState } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Time } from '../ui/time.tsx';

export const DecidePost_PostFragment = graphql(`
  fragment DecidePost_PostFragment on Post {
    id
    contentHash
    availableActions
    account {
      timeZone
    }
    candidates {
      __typename
      ... on PostCandidatesSuccess {
        data {
          id
          createdAt
          title
          url
        }
      }
    }
  }
`);

const MarkPostPublishedMutation = graphql(
  `
    mutation MarkPostPublished($input: MarkPostPublishedInput!) {
      markPostPublished(input: $input) {
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

const GiveUpPostMutation = graphql(
  `
    mutation GiveUpPost($input: GiveUpPostInput!) {
      giveUpPost(input: $input) {
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

const PublishPostAgainMutation = graphql(
  `
    mutation PublishPostAgain($input: PublishPostAgainInput!) {
      publishPostAgain(input: $input) {
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

type Question = 'published' | 'given-up' | 'again';

/** What a person can decide about a post without a verdict. */
export function DecidePost({
  post: reference,
  onDone,
}: {
  post: FragmentOf<typeof DecidePost_PostFragment>;
  onDone: () => void;
}) {
  const {
    id: postId,
    contentHash,
    account,
    availableActions,
    candidates,
  } = readFragment(DecidePost_PostFragment, reference);
  const [asking, setAsking] = useState<Question | null>(null);
  const [link, setLink] = useState('');
  const [risk, setRisk] = useState(false);
  const close = () => setAsking(null);
  const done = () => {
    close();
    onDone();
  };
  const marking = useMutationForm(MarkPostPublishedMutation, {
    announcement: 'The post is marked as published.',
    onDone: done,
  });
  const givingUp = useMutationForm(GiveUpPostMutation, {
    announcement: 'The post is given up.',
    onDone: done,
  });
  const again = useMutationForm(PublishPostAgainMutation, {
    announcement: 'Publishing again.',
    onDone: done,
  });
  if (!availableActions.includes('MARK_PUBLISHED')) return null;
  const found = candidates.__typename === 'PostCandidatesSuccess' ? candidates.data : [];

  return (
    <section aria-label="Decide yourself" className="grid gap-2">
      <p>Look at the creator’s profile in TikTok. Is the post there?</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setAsking('published')}>It is published</Button>
        <Button onClick={() => setAsking('given-up')}>Give up</Button>
        <Button variant="danger" onClick={() => setAsking('again')}>
          Publish again
        </Button>
      </div>
      <ConfirmDialog
        open={asking === 'published'}
        onClose={close}
        title="Mark this post as published?"
        action="Mark as published"
        form={marking}
        onConfirm={() => void marking.submit({ postId, link: link.trim() === '' ? null : link })}
      >
        {found.length > 0 && (
          <fieldset className="grid gap-2">
            <legend className="mb-1 font-medium">Videos on the profile since then</legend>
            {found.map(({ id, title, createdAt }) => (
              <Choice
                key={id}
                type="radio"
                name="candidate"
                label={title || 'Video without a caption'}
                description={createdAt && <Time at={createdAt} timeZone={account.timeZone} />}
                checked={link === id}
                onChange={() => setLink(id)}
              />
            ))}
          </fieldset>
        )}
        <TextField
          label="Link of the post on TikTok, or its id"
          hint="Leave it empty when the post is not public."
          value={link}
          onChange={(event) => setLink(event.target.value)}
        />
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'given-up'}
        onClose={close}
        title="Give this post up?"
        action="Give up"
        form={givingUp}
        onConfirm={() => void givingUp.submit({ postId })}
      >
        <p>It counts as failed, and Airdate no longer asks TikTok about it.</p>
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'again'}
        onClose={close}
        title="Publish this post again?"
        action="Publish again"
        form={again}
        onConfirm={() => void again.submit({ postId, contentHash, mayBePublishedTwice: risk })}
      >
        <p>TikTok has the video and never said what became of it.</p>
        <Choice
          type="checkbox"
          label="I know that the post may then be on TikTok twice."
          checked={risk}
          onChange={(event) => setRisk(event.target.checked)}
        />
      </ConfirmDialog>
    </section>
  );
}
