import { randomBytes } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from './env.ts';
import { keysFromFile } from './secrets-file.ts';

const KEY = `k1:${randomBytes(32).toString('base64')}`;
const NEXT = `k2:${randomBytes(32).toString('base64')},${KEY}`;

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'airdate-secrets-file-'));
  file = join(directory, 'secrets.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

function replace(text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

test('the keys are those of the file, also after it was replaced', () => {
  replace(JSON.stringify({ TOKEN_ENCRYPTION_KEYS: KEY, SESSION_SECRET: 'another' }));
  const keys = keysFromFile(file);
  expect(keys()).toBe(KEY);
  replace(JSON.stringify({ TOKEN_ENCRYPTION_KEYS: NEXT }));
  expect(keys()).toBe(NEXT);
});

test('a running process keeps its keys while the file cannot be used', () => {
  replace(JSON.stringify({ TOKEN_ENCRYPTION_KEYS: KEY }));
  const keys = keysFromFile(file);
  for (const text of ['{ "TOKEN_', '{}', JSON.stringify({ TOKEN_ENCRYPTION_KEYS: 'k2:short' })]) {
    replace(text);
    expect(keys(), text).toBe(KEY);
  }
  rmSync(file);
  expect(keys()).toBe(KEY);
  replace(JSON.stringify({ TOKEN_ENCRYPTION_KEYS: NEXT }));
  expect(keys()).toBe(NEXT);
});

test.each([
  ['no file', null],
  ['half a file', '{ "TOKEN_'],
  ['no keys', '{}'],
  ['a key of another size', '{"TOKEN_ENCRYPTION_KEYS":"k1:c2hvcnQ="}'],
])('a start with %s is refused with the variable named and no content', (_, text) => {
  if (text !== null) replace(text);
  expect(() => keysFromFile(file)).toThrow(ConfigError);
  expect(() => keysFromFile(file)).toThrow(/^SECRETS_FILE [^:]*$/);
});
