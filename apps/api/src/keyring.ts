import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ConfigError } from './env.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts tokens, upload URLs and kept answers at rest, AES-256-GCM. */
export type Keyring = {
  /** `purpose` is bound to the result: a text sealed for one purpose does not open for another. */
  seal(plain: string, purpose: string): string;
  /** @throws KeyringError when the key is unknown, or text or purpose were changed */
  open(sealed: string, purpose: string): string;
  /** Whether the key that seals now sealed this text. */
  isCurrent(sealed: string): boolean;
};

export class KeyringError extends Error {
  override name = 'KeyringError';
}

type Key = { id: string; bytes: Buffer };

/**
 * @param keys `id:base64` pairs separated by commas, 32 bytes each; the first seals, all open, so keys can be rotated. A
 *   function is asked before each use, so that a process follows a rotation while it runs
 * @throws ConfigError when a key is malformed
 */
export function createKeyring(keys: string | (() => string)): Keyring {
  const read = typeof keys === 'string' ? () => keys : keys;
  let text = read();
  let present = parseKeys(text);
  const current = () => {
    const next = read();
    if (next !== text) [text, present] = [next, parseKeys(next)];
    return present;
  };

  return {
    seal(plain, purpose) {
      const [primary] = current();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, primary.bytes, iv).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${primary.id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, purpose) {
      const id = keyIdOf(sealed);
      const key = current().find((candidate) => candidate.id === id);
      if (!key) throw new KeyringError('Sealed with a key that is not in TOKEN_ENCRYPTION_KEYS.');
      const bytes = Buffer.from(sealed.slice(id.length + 1), 'base64url');
      try {
        const decipher = createDecipheriv(ALGORITHM, key.bytes, bytes.subarray(0, IV_BYTES));
        decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const body = bytes.subarray(IV_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        throw new KeyringError('The sealed text was changed or belongs elsewhere.');
      }
    },
    isCurrent: (sealed) => keyIdOf(sealed) === current()[0].id,
  };
}

/** The ids of a keyring's keys, the one that seals first. @throws ConfigError as {@link createKeyring} does */
export function keyIds(keys: string): [string, ...string[]] {
  return parseKeys(keys).map(({ id }) => id) as [string, ...string[]];
}

function parseKeys(keys: string): [Key, ...Key[]] {
  const parsed = keys.split(',').map((pair) => {
    const colon = pair.indexOf(':');
    return { id: pair.slice(0, colon).trim(), bytes: Buffer.from(pair.slice(colon + 1).trim(), 'base64') };
  });
  const sound = parsed.every(({ id, bytes }) => /^[A-Za-z0-9_-]+$/.test(id) && bytes.length === 32);
  if (!sound || new Set(parsed.map(({ id }) => id)).size < parsed.length) {
    throw new ConfigError(
      'TOKEN_ENCRYPTION_KEYS must be a list of id:base64 with 32 bytes each and different ids.',
    );
  }
  return parsed as [Key, ...Key[]];
}

const keyIdOf = (sealed: string) => sealed.slice(0, Math.max(sealed.indexOf('.'), 0));
