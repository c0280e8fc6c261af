import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ConfigError } from './env.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts tokens and upload URLs at rest, AES-256-GCM. */
export type Keyring = {
  /** `purpose` is bound to the result: a text sealed for one purpose does not open for another. */
  seal(plain: string, purpose: string): string;
  /** @throws KeyringError when the key is unknown, or text or purpose were changed */
  open(sealed: string, purpose: string): string;
};

export class KeyringError extends Error {
  override name = 'KeyringError';
}

/**
 * @param keys `id:base64` pairs separated by commas, 32 bytes each; the first seals, all open, so keys can be rotated
 * @throws ConfigError when a key is malformed
 */
export function createKeyring(keys: string): Keyring {
  const byId = new Map<string, Buffer>();
  for (const pair of keys.split(',')) {
    const [id, encoded] = [pair.slice(0, pair.indexOf(':')).trim(), pair.slice(pair.indexOf(':') + 1).trim()];
    const key = Buffer.from(encoded, 'base64');
    if (!/^[A-Za-z0-9_-]+$/.test(id) || key.length !== 32 || byId.has(id)) {
      throw new ConfigError(
        'TOKEN_ENCRYPTION_KEYS must be a list of id:base64 with 32 bytes each and different ids.',
      );
    }
    byId.set(id, key);
  }
  const [primaryId, primaryKey] = [...byId][0]!;

  return {
    seal(plain, purpose) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, primaryKey, iv).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${primaryId}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, purpose) {
      const dot = sealed.indexOf('.');
      const key = byId.get(sealed.slice(0, dot));
      if (!key) throw new KeyringError('Sealed with a key that is not in TOKEN_ENCRYPTION_KEYS.');
      const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES));
        decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const body = bytes.subarray(IV_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        throw new KeyringError('The sealed text was changed or belongs elsewhere.');
      }
    },
  };
}
