export type ApiKeyStatusName = 'active' | 'expired' | 'revoked';

/** Whether a key works at an instant. A key that was revoked stays so when its time is over, too. */
export function apiKeyStatus(
  { expiresAt, revokedAt }: { expiresAt: Date | null; revokedAt: Date | null },
  now: Date,
): ApiKeyStatusName {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt <= now ? 'expired' : 'active';
}
