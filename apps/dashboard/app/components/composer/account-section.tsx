import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { ConnectButton } from '../account/connect-button.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { classNames } from '../ui/class-names.ts';
import { FieldError } from '../ui/field.tsx';
import { MutationAlert } from '../ui/mutation-alert.tsx';
import { Spinner } from '../ui/spinner.tsx';
import type { CreatorInfoState } from './use-creator-info.ts';

export const AccountSection_AccountFragment = graphql(`
  fragment AccountSection_AccountFragment on Account {
    id
    avatarUrl
    nickname
    status
    username
  }
`);

type AccountReference = FragmentOf<typeof AccountSection_AccountFragment>;

/** Which account posts, and what TikTok says about its creator at this moment. */
export function AccountSection({
  accounts,
  accountId,
  onChoose,
  creatorInfo,
  error,
}: {
  accounts: readonly AccountReference[];
  accountId: string | null;
  onChoose: (accountId: string) => void;
  creatorInfo: CreatorInfoState & { ask: () => void };
  error?: string;
}) {
  return (
    <Card title="Account">
      <fieldset>
        <legend className="sr-only">Account to post to</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {readFragment(AccountSection_AccountFragment, accounts).map((account) => (
            <label
              key={account.id}
              className={classNames(
                'flex items-center gap-3 rounded-lg border px-3 py-2.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
                account.id === accountId ? 'border-accent bg-accent-soft' : 'border-line hover:bg-sunken',
              )}
            >
              <input
                type="radio"
                name="account"
                value={account.id}
                checked={account.id === accountId}
                onChange={() => onChoose(account.id)}
                className="size-4.5 shrink-0 outline-none"
              />
              <Avatar url={account.avatarUrl} name={account.nickname} />
              <span className="min-w-0">
                <span className="block truncate font-medium">{account.nickname}</span>
                <span className="block truncate text-[0.867rem] text-muted">
                  {account.status === 'ACTIVE'
                    ? account.username && `@${account.username}`
                    : 'Needs a new connection'}
                </span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <FieldError>{error}</FieldError>
      <div className="mt-3 empty:hidden" aria-live="polite">
        <CreatorAnswer creatorInfo={creatorInfo} />
      </div>
    </Card>
  );
}

function CreatorAnswer({ creatorInfo }: { creatorInfo: CreatorInfoState & { ask: () => void } }) {
  switch (creatorInfo.state) {
    case 'none':
      return null;
    case 'loading':
      return (
        <p className="flex items-center gap-2 text-[0.933rem] text-muted">
          <Spinner />
          Asking TikTok what this account may post now
        </p>
      );
    case 'failed':
      return (
        <div className="grid justify-items-start gap-2">
          <MutationAlert failure={creatorInfo.failure} />
          <div className="flex flex-wrap gap-2">
            <Button size="small" onClick={creatorInfo.ask}>
              Ask TikTok again
            </Button>
            <ConnectButton size="small" variant="quiet">
              Connect the account again
            </ConnectButton>
          </div>
        </div>
      );
    case 'ready': {
      const { creator } = creatorInfo;
      return (
        <div className="grid gap-3">
          <p className="flex flex-wrap items-center gap-2 text-[0.933rem]">
            <span className="text-muted">Posting to</span>
            <Avatar url={creator.avatarUrl} name={creator.nickname} className="size-6" />
            <strong className="font-semibold" data-testid="creator-nickname">
              {creator.nickname}
            </strong>
            <span className="text-muted">@{creator.username} on TikTok</span>
          </p>
          <MutationAlert
            failure={creator.refusal}
            actions={
              <Button size="small" onClick={creatorInfo.ask}>
                Ask TikTok again
              </Button>
            }
          />
        </div>
      );
    }
  }
}
