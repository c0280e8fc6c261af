import { useState } from 'react';
import { graphql } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { Button } from '../ui/button.tsx';
import { CopyDialog } from '../ui/copy-dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { MutationAlert } from '../ui/mutation-alert.tsx';
import { Time } from '../ui/time.tsx';

const CreateConnectLinkMutation = graphql(
  `
    mutation CreateConnectLink($input: CreateConnectLinkInput!) {
      createConnectLink(input: $input) {
        __typename
        ... on CreatedConnectLink {
          url
          connectLink {
            expiresAt
          }
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);

/** Makes a link for a creator who does not sign in to Airdate, and shows it to be sent. */
export function CopyConnectLink() {
  const [link, setLink] = useState<{ url: string; expiresAt: string } | null>(null);
  const creation = useMutationForm(CreateConnectLinkMutation, {
    onDone: ({ url, connectLink }) => setLink({ url, expiresAt: connectLink.expiresAt }),
  });
  return (
    <>
      <Button busy={creation.pending} onClick={() => void creation.submit({})}>
        <Icon name="link" />
        Copy a link for the creator
      </Button>
      {creation.failure !== null && <MutationAlert failure={creation.failure} />}
      <CopyDialog
        text={link?.url ?? null}
        label="Link for the creator"
        title="A link for the creator"
        copied="The link is copied."
        onClose={() => setLink(null)}
      >
        <p>
          Send it to the creator. It says who asks and leads to TikTok; no sign-in to Airdate is needed. It
          works once
          {link && (
            <>
              , until <Time at={link.expiresAt} timeZone="UTC" />
            </>
          )}
          .
        </p>
        <p>Whoever has the link can connect an account to this team.</p>
      </CopyDialog>
    </>
  );
}
