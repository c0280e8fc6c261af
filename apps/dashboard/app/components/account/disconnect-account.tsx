import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment, useMutationFailure } from '../../graphql/mutation-failure.ts';
import { useAnnounce } from '../ui/announcements.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { MutationAlert } from '../ui/mutation-alert.tsx';

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
  const [{ fetching }, disconnect] = useMutation(DisconnectAccountMutation);
  const failure = useMutationFailure();
  const announce = useAnnounce();

  const confirm = async () => {
    const result = await disconnect({ input: { accountId } });
    if (failure.read(result.error, result.data?.disconnectAccount)) return;
    setAsking(false);
    announce(`${nickname} is disconnected.`);
    onDone();
  };

  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Disconnect
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Disconnect ${nickname}?`}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button variant="danger" busy={fetching} onClick={() => void confirm()}>
              Disconnect
            </Button>
          </>
        }
      >
        <p>
          Planned posts of this account are held, and Airdate gives its permission back to TikTok. What is on
          TikTok already stays there. You can connect the account again at any time.
        </p>
        <MutationAlert failure={failure.current} />
      </Dialog>
    </>
  );
}
