import { Link } from '@remix-run/react';
import { Avatar } from '../ui/avatar.tsx';

/** The account that a card is about, as the way to its page. */
export function AccountHeading({
  account,
}: {
  account: { id: string; avatarUrl: string | null; nickname: string };
}) {
  return (
    <Link
      to={`/accounts/${encodeURIComponent(account.id)}`}
      className="flex items-center gap-2.5 rounded hover:underline"
    >
      <Avatar url={account.avatarUrl} name={account.nickname} className="size-7" />
      {account.nickname}
    </Link>
  );
}
