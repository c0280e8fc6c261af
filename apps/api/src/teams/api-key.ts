import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 8;
/** 40 characters of 62 are 238 bits. */
const SECRET_LENGTH = 40;
const CHECKSUM_LENGTH = 6;

const FORMAT = new RegExp(
  `^(adk_(?:test_)?[0-9A-Za-z]{${ID_LENGTH}})_([0-9A-Za-z]{${SECRET_LENGTH}})_([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`,
);

/**
 * `adk_<id>_<secret>_<checksum>`, and `adk_test_<id>_…` for a test key: the prefix up to the id may be shown, the secret
 * never.
 */
export type ApiKeyParts = { prefix: string; secret: string };

/** @returns the whole key for its owner, and the parts */
export function generateApiKey({ isTest = false } = {}): ApiKeyParts & { key: string } {
  const prefix = `adk_${isTest ? 'test_' : ''}${randomText(ID_LENGTH)}`;
  const secret = randomText(SECRET_LENGTH);
  return { prefix, secret, key: `${prefix}_${secret}_${checksum(prefix, secret)}` };
}

/** @returns null for anything that is no key of ours, mistyped ones included, without asking the database */
export function parseApiKey(text: string): ApiKeyParts | null {
  const [, prefix, secret, sum] = FORMAT.exec(text) ?? [];
  if (!prefix || !secret || checksum(prefix, secret) !== sum) return null;
  return { prefix, secret };
}

/** What is stored of the secret. It has too much entropy to be guessed, so one fast hash is enough. */
export function hashApiKeySecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** CRC-32 in base 62. Lets secret scanners and us tell a key from random text; it protects nothing. */
function checksum(prefix: string, secret: string): string {
  let rest = crc32(`${prefix}_${secret}`);
  let digits = '';
  for (let n = 0; n < CHECKSUM_LENGTH; n++) {
    digits = ALPHABET[rest % ALPHABET.length] + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
