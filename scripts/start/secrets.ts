import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

/** Each secret that the product needs, with the way to make one. */
const RECIPES = {
  SESSION_SECRET: () => randomBytes(32).toString('base64url'),
  TOKEN_ENCRYPTION_KEYS: () => `k1:${randomBytes(32).toString('base64')}`,
  SIMULATOR_CLIENT_KEY: () => `sim${randomBytes(8).toString('hex')}`,
  SIMULATOR_CLIENT_SECRET: () => randomBytes(24).toString('hex'),
};

export type Secrets = Record<keyof typeof RECIPES, string>;

export type LoadedSecrets = {
  secrets: Secrets;
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
  const file = join(dataDir, 'secrets.json');
  const stored = existsSync(file) ? readStored(file) : {};
  const names = Object.keys(RECIPES) as (keyof Secrets)[];
  const missing = names.filter((name) => !env[name] && !stored[name]);
  for (const name of missing) stored[name] = RECIPES[name]();
  if (missing.length > 0) writeStored(file, stored);
  const secrets = Object.fromEntries(names.map((name) => [name, env[name] || stored[name]])) as Secrets;
  return { secrets, file, generated: missing.filter((name) => !name.startsWith('SIMULATOR_')) };
}

function readStored(file: string): Partial<Secrets> {
  try {
    chmodSync(file, 0o600);
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>;
  } catch (cause) {
    throw new StartError(`The secrets in ${file} cannot be read; restore the file from a backup.`, { cause });
  }
}

/** Written whole or not at all: a lost encryption key makes every stored token useless. */
function writeStored(file: string, stored: Partial<Secrets>): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(unfinished, file);
}
