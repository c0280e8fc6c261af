import type { EnumValue } from '../../graphql/graphql.ts';

export type PrivacyLevel = EnumValue<'PrivacyLevel'>;

const LABELS: Record<PrivacyLevel, string> = {
  PUBLIC_TO_EVERYONE: 'Everyone',
  MUTUAL_FOLLOW_FRIENDS: 'Friends',
  FOLLOWER_OF_CREATOR: 'Followers',
  SELF_ONLY: 'Only me',
};

/** TikTok's name for an audience. */
export function privacyLabel(level: PrivacyLevel): string {
  return LABELS[level];
}
