import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

/** Each secret that the product needs, with the way to make one. */
const RECIPES = {
  SESSION_SECRET: () => randomBytes(32).toString('base64url'),
  TOKEN_ENCRYPTION_KEYS: () => `k1:${randomBytes(32).toString('base64')}`,
  SIMULATOR_CLIENT_KEY: () => `sim${randomBytes(8).toString('hex')}`,
  SIMULATOR_CLIENT_SECRET: () => randomBytes(24).toString('hex'),
};

type Secrets = Record<keyof typeof RECIPES, string>;

/** The keys themselves when they came with the environment, else the file in which they may be rotated. */
export type KeySource = { TOKEN_ENCRYPTION_KEYS: string } | { SECRETS_FILE: string };

export type LoadedSecrets = {
  secrets: Omit<Secrets, 'TOKEN_ENCRYPTION_KEYS'>;
  keySource: KeySource;
  file: string;
  /** Names of the secrets that were made just now and concern the operator. */
  generated: string[];
};

/**
 * Reads the secrets from the environment, else from a file of mode 0600 in the data directory, which is completed
 * with new ones.
 *
 * @throws StartError when the file cannot be read
 */
export function loadSecrets(dataDir: string, env: NodeJS.ProcessEnv): LoadedSecrets {
  const file = secretsFile(dataDir);
  const stored = existsSync(file) ? readStored(file) : {};
  const names = Object.keys(RECIPES) as (keyof Secrets)[];
  const missing = names.filter((name) => !env[name] && !stored[name]);
  for (const name of missing) stored[name] = RECIPES[name]();
  if (missing.length > 0) writeStored(file, stored);
  const values = names.map((name) => [name, env[name] || stored[name]]);
  const { TOKEN_ENCRYPTION_KEYS: _, ...secrets } = Object.fromEntries(values) as Secrets;
  return {
    secrets,
    keySource: keySourceOf(dataDir, env),
    file,
    generated: missing.filter((name) => !name.startsWith('SIMULATOR_')),
  };
}

/** Where the API finds its encryption keys, which may not have been made yet. */
export function keySourceOf(dataDir: string, env: NodeJS.ProcessEnv): KeySource {
  const { TOKEN_ENCRYPTION_KEYS } = env;
  return TOKEN_ENCRYPTION_KEYS ? { TOKEN_ENCRYPTION_KEYS } : { SECRETS_FILE: secretsFile(dataDir) };
}

const secretsFile = (dataDir: string) => join(dataDir, 'secrets.json');

/** @throws StartError when there is no file with keys, or it cannot be read */
export function readStoredKeys(file: string): string {
  const keys = existsSync(file) && readStored(file).TOKEN_ENCRYPTION_KEYS;
  if (!keys) throw new StartError(`There are no encryption keys in ${file}; npm start makes them.`);
  return keys;
}

/** The other secrets in the file stay as they are. */
export function writeStoredKeys(file: string, keys: string): void {
  writeStored(file, { ...readStored(file), TOKEN_ENCRYPTION_KEYS: keys });
}

function readStored(file: string): Partial<Secrets> {
  try {
    chmodSync(file, 0o600);
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch (cause) {
    throw new StartError(`The secrets in ${file} cannot be read; restore the file from a backup.`, { cause });
  }
}

/**
 * Written whole or not at all: a lost encryption key makes every stored token useless. The file stays its owner's also
 * when root writes it.
 */
function writeStored(file: string, stored: Partial<Secrets>): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600, flush: true });
  const before = statSync(file, { throwIfNoEntry: false });
  if (before && before.uid !== process.getuid?.()) chownSync(unfinished, before.uid, before.gid);
  renameSync(unfinished, file);
}
