import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSecrets, readStoredKeys, writeStoredKeys } from './secrets.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'airdate-secrets-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('missing secrets are made once and kept in a file that only its owner reads', () => {
  const first = loadSecrets(dataDir, {});
  expect(first.generated).toEqual(['SESSION_SECRET', 'TOKEN_ENCRYPTION_KEYS']);
  expect(statSync(first.file).mode & 0o777).toBe(0o600);
  expect(Buffer.from(first.secrets.SESSION_SECRET, 'base64url')).toHaveLength(32);
  expect(first.keySource).toEqual({ SECRETS_FILE: first.file });
  const [id, key] = readStoredKeys(first.file).split(':');
  expect(id).toBe('k1');
  expect(Buffer.from(key!, 'base64')).toHaveLength(32);

  const second = loadSecrets(dataDir, {});
  expect(second.generated).toEqual([]);
  expect(second.secrets).toEqual(first.secrets);
  writeStoredKeys(first.file, 'k2:other');
  expect(readStoredKeys(first.file)).toBe('k2:other');
  expect(loadSecrets(dataDir, {}).secrets).toEqual(first.secrets);
});

test('the environment comes first and is not written down', () => {
  const env = { SESSION_SECRET: 'of the operator' };
  const { secrets, file, generated } = loadSecrets(dataDir, env);
  expect(secrets.SESSION_SECRET).toBe('of the operator');
  expect(generated).toEqual(['TOKEN_ENCRYPTION_KEYS']);
  expect(readFileSync(file, 'utf8')).not.toContain('of the operator');
  const keys = { TOKEN_ENCRYPTION_KEYS: 'k9:of the operator' };
  expect(loadSecrets(dataDir, { ...env, ...keys }).keySource).toEqual(keys);
});

test('a damaged file is refused and left as it is', () => {
  const file = join(dataDir, 'secrets.json');
  writeFileSync(file, '{ "SESSION_SEC');
  expect(() => loadSecrets(dataDir, {})).toThrow(
    /secrets\.json cannot be read; restore the file from a backup\.$/,
  );
  expect(readFileSync(file, 'utf8')).toBe('{ "SESSION_SEC');
});
