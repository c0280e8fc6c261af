import type { EnumValue } from '../../graphql/graphql.ts';

export type Scope = EnumValue<'ApiKeyScope'>;

/** What keys may be used for, in the order of the form. */
export const SCOPES: { value: Scope; label: string; description: string }[] = [
  { value: 'READ', label: 'Read', description: 'Whatever the role may see, live as well.' },
  {
    value: 'POSTS_WRITE',
    label: 'Write posts',
    description: 'Draft, change and withdraw; nothing goes out.',
  },
  {
    value: 'POSTS_PUBLISH',
    label: 'Publish posts',
    description: 'Agree to posts, publish and schedule them.',
  },
  { value: 'MEDIA_WRITE', label: 'Videos', description: 'Upload and delete.' },
  { value: 'ACCOUNTS_WRITE', label: 'Accounts', description: 'Change and disconnect.' },
  { value: 'SCHEDULES_WRITE', label: 'Schedules', description: 'Change weekly slots.' },
  { value: 'WEBHOOKS_WRITE', label: 'Webhooks', description: 'Make, change and send again.' },
  { value: 'TEAM_WRITE', label: 'Team', description: 'Change settings, revoke keys.' },
];

/** "Everything", or the names of what a key may be used for. */
export function describeScopes(scopes: readonly Scope[]): string {
  if (SCOPES.every(({ value }) => scopes.includes(value))) return 'everything its role allows';
  return SCOPES.filter(({ value }) => scopes.includes(value))
    .map(({ label }) => label.toLowerCase())
    .join(', ');
}
