import { useState } from 'react';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

const DisconnectAccountMutation = graphql(
  `
    mutation DisconnectAccount($input: DisconnectAccountInput!) {
      disconnectAccount(input: $input) {
        __typename
        ... on Account {
          id
          status
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);

/** Ends the connection to a creator, after asking. */
export function DisconnectAccount({
  accountId,
  nickname,
  onDone,
}: {
  accountId: string;
  nickname: string;
  onDone: () => void;
}) {
  const [asking, setAsking] = useState(false);
  const disconnection = useMutationForm(DisconnectAccountMutation, {
    announcement: `${nickname} is disconnected.`,
    onDone: () => {
      setAsking(false);
      onDone();
    },
  });

  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Disconnect
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Disconnect ${nickname}?`}
        action="Disconnect"
        form={disconnection}
        onConfirm={() => void disconnection.submit({ accountId })}
      >
        <p>
          Planned posts of this account are held, and Airdate gives its permission back to TikTok. What is on
          TikTok already stays there. You can connect the account again at any time.
        </p>
      </ConfirmDialog>
    </>
  );
}
