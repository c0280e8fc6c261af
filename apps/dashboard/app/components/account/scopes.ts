/** What each of TikTok's scopes lets Airdate do; unknown ones show their own name. */
const MEANINGS: Record<string, string> = {
  'user.info.basic': 'Name and picture',
  'user.info.profile': 'Profile',
  'user.info.stats': 'Follower counts',
  'video.list': 'List of videos',
  'video.publish': 'Direct posts',
  'video.upload': 'Inbox uploads',
};

export function scopeMeaning(scope: string): string {
  return MEANINGS[scope] ?? scope;
}
