import { createHash, randomBytes } from 'node:crypto';

const STATE_BYTES = 32;
export const CONNECT_ATTEMPT_LIFETIME_MS = 10 * 60_000;

/** @returns 256 random bits for the `state` parameter */
export function newState(): string {
  return randomBytes(STATE_BYTES).toString('base64url');
}

/** What is stored of a state, so that a reader of the database cannot finish somebody's attempt. */
export function hashState(state: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(state).digest());
}

/** The one redirect URI to register with TikTok. */
export function redirectUri(appUrl: string): string {
  return `${appUrl}/oauth/tiktok/callback`;
}
