import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from './env.ts';
import { keyIds } from './keyring.ts';

/**
 * The keys in a file of secrets, for a keyring. The file is read again when it was replaced, so that a rotation needs no
 * restart; one that cannot be used then changes nothing.
 *
 * @param file JSON with TOKEN_ENCRYPTION_KEYS, as `npm start` keeps it in DATA_DIR
 * @throws ConfigError when the file cannot be used at the start
 */
export function keysFromFile(file: string): () => string {
  let mark = markOf(file);
  let keys = readKeys(file);
  if (mark === null || keys === null) {
    throw new ConfigError('SECRETS_FILE is not a readable file with usable TOKEN_ENCRYPTION_KEYS.');
  }
  let usable = keys;
  return () => {
    const now = markOf(file);
    if (now === mark) return usable;
    keys = readKeys(file);
    if (keys !== null) [usable, mark] = [keys, now];
    return usable;
  };
}

/** Another one for each version of the file; null when there is none. */
function markOf(file: string): string | null {
  const facts = statSync(file, { bigint: true, throwIfNoEntry: false });
  return facts ? [facts.ino, facts.mtimeNs, facts.size].join(' ') : null;
}

function readKeys(file: string): string | null {
  try {
    const { TOKEN_ENCRYPTION_KEYS: keys } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    if (keys === undefined) return null;
    keyIds(keys);
    return keys;
  } catch {
    return null;
  }
}
