import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { plural } from '../../lib/quantity.ts';
import { Alert } from '../ui/alert.tsx';

export const AccountWarnings_AccountFragment = graphql(`
  fragment AccountWarnings_AccountFragment on Account {
    status
    warnings {
      code
      nextStep
      postCount
      sentence
    }
  }
`);

/** What will keep planned posts of an account from going out; one that is not connected says so elsewhere. */
export function AccountWarnings({
  account: reference,
}: {
  account: FragmentOf<typeof AccountWarnings_AccountFragment>;
}) {
  const { status, warnings } = readFragment(AccountWarnings_AccountFragment, reference);
  if (status !== 'ACTIVE') return null;
  return warnings.map(({ code, sentence, nextStep, postCount }) => (
    <Alert
      key={code}
      tone="warn"
      title={`${plural(postCount, 'planned post')} will not go out as things are`}
    >
      <p>
        {sentence} {nextStep}
      </p>
    </Alert>
  ));
}
