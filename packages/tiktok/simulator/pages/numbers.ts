/** 1,240,000 as 1.2M, the way profiles show it. */
export function compact(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** `1 like`, `2 likes`, `1.2M likes`. @param word in the singular; an s makes the plural */
export function counted(value: number, word: string): string {
  return `${compact(value)} ${wordFor(value, word)}`;
}

/** The word in the number that fits the value. */
export function wordFor(value: number, word: string): string {
  return value === 1 ? word : `${word}s`;
}

export function bytesText(byteCount: number): string {
  return `${new Intl.NumberFormat('en').format(byteCount)} ${wordFor(byteCount, 'byte')}`;
}

/** How long ago, in one unit. */
export function ago(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** What people call each privacy level. */
export const PRIVACY_NAMES: Record<string, string> = {
  PUBLIC_TO_EVERYONE: 'Everyone',
  MUTUAL_FOLLOW_FRIENDS: 'Friends',
  FOLLOWER_OF_CREATOR: 'Followers',
  SELF_ONLY: 'Only me',
};
