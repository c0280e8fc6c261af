import type { EnumValue } from '../../graphql/graphql.ts';
import { Badge } from '../ui/badge.tsx';

export function AccountStatusBadge({ status }: { status: EnumValue<'AccountStatus'> }) {
  switch (status) {
    case 'ACTIVE':
      return (
        <Badge tone="good" icon="check">
          Connected
        </Badge>
      );
    case 'RECONNECT_REQUIRED':
      return (
        <Badge tone="bad" icon="warning">
          Needs a new connection
        </Badge>
      );
    case 'DISCONNECTED':
      return <Badge icon="cross">Disconnected</Badge>;
  }
}
