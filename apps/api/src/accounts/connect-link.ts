import { createHash, randomBytes } from 'node:crypto';
import type { ConnectLink } from '@airdate/db';
import type { Actor } from '../context.ts';

const DAY_MS = 86_400_000;
const TOKEN_BYTES = 32;
/** 256 bits in base64url. */
const TOKEN = /^[\w-]{43}$/;

/** For how long a link works when nobody says otherwise, and at most. */
export const USUAL_LIFETIME_MS = 3 * DAY_MS;
export const LONGEST_LIFETIME_MS = 30 * DAY_MS;

export type ConnectLinkStatus = 'open' | 'used' | 'expired' | 'revoked';

export function statusOf(
  link: Pick<ConnectLink, 'usedAt' | 'revokedAt' | 'expiresAt'>,
  now: Date,
): ConnectLinkStatus {
  if (link.usedAt) return 'used';
  if (link.revokedAt) return 'revoked';
  return link.expiresAt <= now ? 'expired' : 'open';
}

/** @returns 256 random bits for the address of a link */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is stored of a token. Null for a text that is no token. */
export function hashToken(token: string): Uint8Array<ArrayBuffer> | null {
  return TOKEN.test(token) ? new Uint8Array(createHash('sha256').update(token).digest()) : null;
}

/** The page on which a creator reads who asks for what. */
export function linkPage(appUrl: string, token: string): URL {
  return new URL(`/connect/${encodeURIComponent(token)}`, appUrl);
}

/** In whose name an account is connected by the link. */
export function makerOf({ actorKind, actorId }: ConnectLink): Actor {
  return actorKind === 'user' ? { kind: 'user', id: actorId } : { kind: 'apiKey', id: actorId };
}
