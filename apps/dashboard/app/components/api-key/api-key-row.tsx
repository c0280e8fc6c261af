import { useState } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { RelativeTime, Time } from '../ui/time.tsx';
import { roleLabel } from './role.ts';
import { describeScopes } from './scope.ts';

export const ApiKeyRow_ApiKeyFragment = graphql(`
  fragment ApiKeyRow_ApiKeyFragment on ApiKey {
    id
    createdAt
    expiresAt
    isTest
    lastUsedAt
    name
    prefix
    role
    scopes
    status
  }
`);

const RevokeApiKeyMutation = graphql(
  `
    mutation RevokeApiKey($input: RevokeApiKeyInput!) {
      revokeApiKey(input: $input) {
        __typename
        ... on ApiKey {
          id
          status
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);

/** A key without its secret: what it may do, whether it is used, and how to end it. */
export function ApiKeyRow({
  apiKey: reference,
  timeZone,
  onRevoked,
}: {
  apiKey: FragmentOf<typeof ApiKeyRow_ApiKeyFragment>;
  timeZone: string;
  onRevoked: () => void;
}) {
  const key = readFragment(ApiKeyRow_ApiKeyFragment, reference);
  const [asking, setAsking] = useState(false);
  const revocation = useMutationForm(RevokeApiKeyMutation, {
    announcement: `The key ${key.name} no longer works.`,
    onDone: () => {
      setAsking(false);
      onRevoked();
    },
  });

  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
          {key.name} <Badge>{roleLabel(key.role)}</Badge>
          {key.isTest && <Badge tone="accent">Test</Badge>}
          {key.status !== 'ACTIVE' && (
            <Badge tone="bad" icon="cross">
              {key.status === 'REVOKED' ? 'Revoked' : 'Expired'}
            </Badge>
          )}
        </p>
        <p className="text-[0.867rem] text-muted">
          <code>{key.prefix}…</code> · created <Time at={key.createdAt} timeZone={timeZone} />
        </p>
        <p className="text-[0.867rem] text-muted">For {describeScopes(key.scopes)}</p>
        <p className="text-[0.867rem] text-muted">
          {key.lastUsedAt ? (
            <>
              Last used <RelativeTime at={key.lastUsedAt} />
            </>
          ) : (
            'Never used'
          )}
          {' · '}
          {key.expiresAt ? (
            <>
              {key.status === 'EXPIRED' ? 'expired' : 'expires'}{' '}
              <Time at={key.expiresAt} timeZone={timeZone} />
            </>
          ) : (
            'does not expire'
          )}
        </p>
      </div>
      {key.status !== 'REVOKED' && (
        <Button
          size="small"
          variant="danger"
          onClick={() => setAsking(true)}
          aria-label={`Revoke ${key.name}`}
        >
          Revoke
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Revoke ${key.name}?`}
        action="Revoke"
        form={revocation}
        onConfirm={() => void revocation.submit({ apiKeyId: key.id })}
      >
        <p>Whatever uses it stops working at once. This cannot be undone.</p>
      </ConfirmDialog>
    </li>
  );
}
