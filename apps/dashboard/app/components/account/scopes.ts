/** What each of TikTok's scopes lets Airdate do; unknown ones show their own name. */
const MEANINGS: Record<string, string> = {
  'user.info.basic': 'Read name and picture',
  'user.info.profile': 'Read username and profile link',
  'user.info.stats': 'Read follower counts',
  'video.list': 'Read the list of videos',
  'video.publish': 'Publish directly',
  'video.upload': 'Send drafts to the inbox',
};

export function scopeMeaning(scope: string): string {
  return MEANINGS[scope] ?? scope;
}
