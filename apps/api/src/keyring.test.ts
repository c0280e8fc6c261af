import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createKeyring, KeyringError } from './keyring.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

test('what was sealed opens for its purpose and for no other', () => {
  const keyring = createKeyring(key('k1'));
  const sealed = keyring.seal('act.secret', 'grant:1:access');
  expect(sealed).not.toContain('secret');
  expect(keyring.open(sealed, 'grant:1:access')).toBe('act.secret');
  expect(() => keyring.open(sealed, 'grant:2:access')).toThrow(KeyringError);
});

test('one changed character is noticed, and the same text never seals alike twice', () => {
  const keyring = createKeyring(key('k1'));
  const sealed = keyring.seal('act.secret', 'p');
  const changed = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.slice(-1);
  expect(() => keyring.open(changed, 'p')).toThrow(KeyringError);
  expect(keyring.seal('act.secret', 'p')).not.toBe(sealed);
});

test('a new primary key seals while the old one still opens', () => {
  const old = key('old');
  const sealed = createKeyring(old).seal('rft.secret', 'p');
  const rotated = createKeyring(`${key('new')},${old}`);
  expect(rotated.open(sealed, 'p')).toBe('rft.secret');
  expect(rotated.seal('x', 'p')).toMatch(/^new\./);
  expect(() => createKeyring(key('new')).open(sealed, 'p')).toThrow(/not in TOKEN_ENCRYPTION_KEYS/);
});

test.each(['', 'k1', 'k1:short', `k1:${randomBytes(31).toString('base64')}`, `${key('a')},${key('a')}`])(
  'the keyring "%.12s" is refused with the variable named',
  (keys) => {
    expect(() => createKeyring(keys)).toThrow(/TOKEN_ENCRYPTION_KEYS/);
  },
);

test('a keyring follows its source: what it seals next has the new first key, and what came before opens', () => {
  const old = key('old');
  let keys = old;
  const keyring = createKeyring(() => keys);
  const sealed = keyring.seal('act.secret', 'p');
  expect(keyring.isCurrent(sealed)).toBe(true);

  keys = `${key('new')},${old}`;
  expect(keyring.isCurrent(sealed)).toBe(false);
  expect(keyring.open(sealed, 'p')).toBe('act.secret');
  const resealed = keyring.seal('act.secret', 'p');
  expect(keyring.isCurrent(resealed)).toBe(true);
  keys = keys.split(',')[0]!;
  expect(keyring.open(resealed, 'p')).toBe('act.secret');
  expect(() => keyring.open(sealed, 'p')).toThrow(KeyringError);
});
