/** The scopes this client can make use of ("Scopes Reference", checked 2026-11). */
export const TIKTOK_SCOPES = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
] as const;

export type TikTokScope = (typeof TIKTOK_SCOPES)[number];

/** TikTok separates scopes by commas, both ways. */
export function parseScopes(list: string): string[] {
  return list
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
}
