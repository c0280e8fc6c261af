import { createHash, randomBytes, randomInt } from 'node:crypto';

/** A 19-digit id of TikTok's shape: seconds in the upper half, so ids sort by time. */
export function newPostId(nowMs: number): string {
  const seconds = BigInt(Math.floor(nowMs / 1000));
  return String((seconds << 32n) | BigInt(randomInt(2 ** 32 - 1)));
}

const PUBLISH_ID_PREFIXES = {
  direct_video: { FILE_UPLOAD: 'v_pub_file~v2-1.', PULL_FROM_URL: 'v_pub_url~v2-1.' },
  inbox_video: { FILE_UPLOAD: 'v_inbox_file~v2.', PULL_FROM_URL: 'v_inbox_url~v2.' },
  direct_photo: { FILE_UPLOAD: 'p_pub_url~v2.', PULL_FROM_URL: 'p_pub_url~v2.' },
  inbox_photo: { FILE_UPLOAD: 'p_pub_url~v2.', PULL_FROM_URL: 'p_pub_url~v2.' },
} as const;

/** A publish id with the prefix seen for its flow, at most 64 characters. */
export function newPublishId(
  kind: keyof typeof PUBLISH_ID_PREFIXES,
  source: 'FILE_UPLOAD' | 'PULL_FROM_URL',
  nowMs: number,
): string {
  return `${PUBLISH_ID_PREFIXES[kind][source]}${newPostId(nowMs)}`;
}

/** `YYYYMMDDHHMMSS` and 20 hexadecimal digits in upper case. */
export function newLogId(nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/\D/g, '').slice(0, 14);
  return stamp + randomBytes(10).toString('hex').toUpperCase();
}

/** Stable for one user and app, so a demo creator keeps it across resets. */
export function openIdOf(clientKey: string, username: string): string {
  const digest = createHash('sha256').update(`${clientKey}\n${username}`).digest('base64url');
  return `-000${digest.slice(0, 32)}`;
}

export function unionIdOf(username: string): string {
  const hex = createHash('sha256').update(`union\n${username}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

export const newAccessToken = () =>
  `act.${randomBytes(32).toString('base64url')}!${randomInt(1000, 9999)}.va`;
export const newRefreshToken = () =>
  `rft.${randomBytes(32).toString('base64url')}!${randomInt(1000, 9999)}.va`;
export const newClientToken = () => `clt.${randomBytes(32).toString('base64url')}`;
/** Codes hold `*` and `!`, which callers must percent-decode. */
export const newAuthorizationCode = () =>
  `${randomBytes(24).toString('base64url')}*${randomInt(0, 9)}!${randomInt(1000, 9999)}.va`;
export const newSecret = () => randomBytes(24).toString('hex');
