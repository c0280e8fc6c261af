import type { Grant } from '@airdate/db';
import { TIKTOK_SCOPES, type UserToken } from '@airdate/tiktok';
import type { Keyring } from '../keyring.ts';
import type { RecordedUse } from './record-token-access.ts';
import { needsReconnect } from './tiktok-refusal.ts';

/** Refresh at the latest this long before the end. */
const REFRESH_MARGIN_MS = 5 * 60_000;
/** Or when this part of the token's own life is left, whichever comes first. */
const REFRESH_MARGIN_SHARE = 0.1;

/** The last access token of a connection is used up to this long before its end: there is no other. */
const LAST_TOKEN_MARGIN_MS = 30_000;

type Lifetimes = Pick<Grant, 'accessTokenIssuedAt' | 'accessTokenExpiresAt' | 'refreshTokenExpiresAt'>;

/** Whether an access token is too close to its end to begin something with it. */
export function isStale(token: Lifetimes, now: Date): boolean {
  const leftMs = token.accessTokenExpiresAt.getTime() - now.getTime();
  if (isLastAccessToken(token)) return leftMs < LAST_TOKEN_MARGIN_MS;
  const lifeMs = token.accessTokenExpiresAt.getTime() - token.accessTokenIssuedAt.getTime();
  return leftMs < Math.max(REFRESH_MARGIN_MS, lifeMs * REFRESH_MARGIN_SHARE);
}

/** Whether the connection ends with its access token: the refresh token is spent. */
export function isLastAccessToken(token: Omit<Lifetimes, 'accessTokenIssuedAt'>): boolean {
  return token.refreshTokenExpiresAt <= token.accessTokenExpiresAt;
}

/** The scopes we ask for and did not get, in the order in which we ask. */
export function missingScopes(granted: readonly string[]): string[] {
  return TIKTOK_SCOPES.filter((scope) => !granted.includes(scope));
}

/** Whether anything at all can be posted with these scopes: directly, or as a draft for the creator's inbox. */
export function canPost(granted: readonly string[]): boolean {
  return granted.includes('video.publish') || granted.includes('video.upload');
}

export type SealedTokens = Pick<Grant, 'id' | 'sealedAccessToken' | 'sealedRefreshToken'>;

/** The columns of a grant that hold a token pair, encrypted for this grant only. */
export function tokenColumns(keyring: Keyring, grantId: string, token: UserToken, issuedAt: Date) {
  return {
    scopes: token.scopes,
    sealedAccessToken: keyring.seal(token.accessToken, purpose(grantId, 'access')),
    sealedRefreshToken: keyring.seal(token.refreshToken, purpose(grantId, 'refresh')),
    accessTokenIssuedAt: issuedAt,
    accessTokenExpiresAt: token.expiresAt,
    refreshTokenExpiresAt: token.refreshExpiresAt,
  };
}

/**
 * @throws KeyringError when it cannot be opened
 * @throws ConflictError `account_needs_reconnect` when the permission was given back, and the tokens erased
 */
export function openAccessToken(
  keyring: Keyring,
  grant: Pick<Grant, 'id' | 'sealedAccessToken'>,
  use: RecordedUse,
): string {
  use.assertOf(grant.id);
  if (grant.sealedAccessToken === null) throw needsReconnect();
  return keyring.open(grant.sealedAccessToken, purpose(grant.id, 'access'));
}

/**
 * @throws KeyringError when it cannot be opened
 * @throws ConflictError `account_needs_reconnect` when the permission was given back, and the tokens erased
 */
export function openRefreshToken(
  keyring: Keyring,
  grant: Pick<Grant, 'id' | 'sealedRefreshToken'>,
  use: RecordedUse,
): string {
  use.assertOf(grant.id);
  if (grant.sealedRefreshToken === null) throw needsReconnect();
  return keyring.open(grant.sealedRefreshToken, purpose(grant.id, 'refresh'));
}

/** The same tokens, sealed with the key that seals now. @throws KeyringError when they cannot be opened */
export function resealedTokens(
  keyring: Keyring,
  grant: SealedTokens,
  use: RecordedUse,
): { sealedAccessToken: string; sealedRefreshToken: string } {
  return {
    sealedAccessToken: keyring.seal(openAccessToken(keyring, grant, use), purpose(grant.id, 'access')),
    sealedRefreshToken: keyring.seal(openRefreshToken(keyring, grant, use), purpose(grant.id, 'refresh')),
  };
}

function purpose(grantId: string, token: 'access' | 'refresh'): string {
  return `grant:${grantId}:${token}`;
}
