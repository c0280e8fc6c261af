import { Badge } from '../ui/badge.tsx';
import { type PostStatus, STATUS_WORDS } from './post-status.ts';

export function PostStatusBadge({ status }: { status: PostStatus }) {
  const { label, tone, icon } = STATUS_WORDS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
