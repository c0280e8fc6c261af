import { useSearchParams } from '@remix-run/react';
import { scopeMeaning } from '../components/account/scopes.ts';
import { FrontPage } from '../components/shell/front-page.tsx';
import { Alert } from '../components/ui/alert.tsx';
import { connectLinkError } from '../graphql/error-messages.ts';

export const meta = () => [{ title: 'Connect TikTok · Airdate' }];

/** Where a creator who opened a link comes back to from TikTok. It says no name: anybody can write its address. */
export default function ConnectLinkOutcome() {
  const [search] = useSearchParams();
  const missing = search.get('missingScopes')?.split(',').filter(Boolean) ?? [];
  if (search.get('connected') === null) {
    const { sentence, nextStep } = connectLinkError(search.get('connectError') ?? '');
    return (
      <FrontPage title="Nothing was connected" lead="You can close this page.">
        <Alert tone="bad" announce title={sentence}>
          {nextStep}
        </Alert>
      </FrontPage>
    );
  }
  return (
    <FrontPage title="Your TikTok account is connected" lead="The team was told. You can close this page.">
      {missing.length > 0 && (
        <Alert tone="warn" announce title="Not everything was allowed">
          Missing: {missing.map((scope) => `${scopeMeaning(scope)} (${scope})`).join(', ')}. If that was a
          mistake, ask the team for another link.
        </Alert>
      )}
    </FrontPage>
  );
}
