import { createHash, randomBytes } from 'node:crypto';

/** A fresh verifier of 64 characters out of `A–Z a–z 0–9 - _`; TikTok takes 43 to 128. */
export function createCodeVerifier(): string {
  return randomBytes(48).toString('base64url');
}

/**
 * The challenge for a verifier in TikTok's own reading of `S256`: lower-case hexadecimal, where RFC 7636 says
 * base64url. Needed on desktop and mobile; web apps rely on the client secret and `state`.
 *
 * @see Login Kit for Desktop (checked 2026-11)
 */
export function codeChallengeOf(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier, 'ascii').digest('hex');
}
