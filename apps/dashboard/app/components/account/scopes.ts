import type { EnumValue } from '../../graphql/graphql.ts';

type Scope = EnumValue<'TikTokScope'>;

/** Each of TikTok's scopes by its own name, and what it lets Airdate do. */
const SCOPES: Record<Scope, { name: string; meaning: string }> = {
  USER_INFO_BASIC: { name: 'user.info.basic', meaning: 'Name and picture' },
  USER_INFO_PROFILE: { name: 'user.info.profile', meaning: 'Profile' },
  USER_INFO_STATS: { name: 'user.info.stats', meaning: 'Follower counts' },
  VIDEO_LIST: { name: 'video.list', meaning: 'List of videos' },
  VIDEO_PUBLISH: { name: 'video.publish', meaning: 'Direct posts' },
  VIDEO_UPLOAD: { name: 'video.upload', meaning: 'Inbox uploads' },
};

const MEANINGS = new Map(Object.values(SCOPES).map(({ name, meaning }) => [name, meaning]));

export function describeScope(scope: Scope): { name: string; meaning: string } {
  return SCOPES[scope];
}

/** What a scope lets Airdate do, by TikTok's name for it; one that is not known shows that name. */
export function scopeMeaning(name: string): string {
  return MEANINGS.get(name) ?? name;
}
