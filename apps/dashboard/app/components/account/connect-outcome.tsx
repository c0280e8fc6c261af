import { useSearchParams } from '@remix-run/react';
import { connectError } from '../../graphql/error-messages.ts';
import { Alert } from '../ui/alert.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { ConnectButton } from './connect-button.tsx';
import { scopeMeaning } from './scopes.ts';

/** How the trip to TikTok's consent page ended, from the address that it came back to. */
export function ConnectOutcome({ nicknameOf }: { nicknameOf: (accountId: string) => string | null }) {
  const [search] = useSearchParams();
  const errorCode = search.get('connectError');
  const accountId = search.get('connected');
  const missing = search.get('missingScopes')?.split(',').filter(Boolean) ?? [];

  if (errorCode) {
    const { sentence, nextStep } = connectError(errorCode);
    return (
      <Alert
        tone="bad"
        announce
        title={sentence}
        actions={<ConnectButton size="small">Connect again</ConnectButton>}
      >
        {nextStep}
      </Alert>
    );
  }
  if (!accountId) return null;
  const name = nicknameOf(accountId) ?? 'The account';
  if (missing.length > 0) {
    return (
      <Alert
        tone="warn"
        announce
        title={`${name} is connected, but not everything was allowed`}
        actions={<ConnectButton size="small">Connect again</ConnectButton>}
      >
        <p>Missing: {missing.map((scope) => `${scopeMeaning(scope)} (${scope})`).join(', ')}.</p>
        <p>Connect again and leave every permission on TikTok’s page switched on.</p>
      </Alert>
    );
  }
  return (
    <Alert
      tone="good"
      announce
      title={`${name} is connected`}
      actions={
        <ButtonLink size="small" to={`/compose?account=${encodeURIComponent(accountId)}`}>
          Make a post
        </ButtonLink>
      }
    />
  );
}
