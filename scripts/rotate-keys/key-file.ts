import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { keyUsage } from '../../apps/api/src/encryption-keys/key-usage.ts';
import { resealAll } from '../../apps/api/src/encryption-keys/reseal-all.ts';
import { createKeyring, keyIds } from '../../apps/api/src/keyring.ts';
import type { Db } from '../../packages/db/src/index.ts';
import { readStoredKeys, writeStoredKeys } from '../start/secrets.ts';
import { StartError } from '../start/start-error.ts';

/** Longer than anything takes from being sealed to being committed. */
const SETTLING_MS = 120_000;
const LOCK_TIMEOUT_MS = 600_000;

/**
 * Puts a new key in front of those in the file. Processes look there whenever they seal or open, so none meets a text
 * whose key it cannot find.
 *
 * @param known the keys as they were read; when another run has changed them since, nothing is written
 * @returns the new key's id
 * @throws StartError
 */
export function addKey(db: Db, file: string, known: string): Promise<string> {
  return alone(db, async () => {
    if (readStoredKeys(file) !== known) {
      throw new StartError('Another run changed the keys meanwhile; look at what it says.');
    }
    const numbers = keyIds(known).map((id) => Number(/^k(\d+)$/.exec(id)?.[1] ?? 0));
    const id = `k${Math.max(...numbers) + 1}`;
    writeStoredKeys(file, `${id}:${randomBytes(32).toString('base64')},${known}`);
    return id;
  });
}

/**
 * Removes all keys but the first from the file, when nothing is sealed with them any more.
 *
 * @returns a sentence about what was done
 * @throws StartError when one of them is or may be still in use
 */
export function dropOldKeys(db: Db, file: string): Promise<string> {
  return alone(db, async () => {
    const keys = readStoredKeys(file);
    const [first, ...others] = keyIds(keys);
    if (others.length === 0) return `There is only the key ${first}; nothing to remove.`;
    if (Date.now() - statSync(file).mtimeMs < SETTLING_MS) {
      throw new StartError(
        'The keys changed less than two minutes ago, and what was sealed before may still be written; try again then.',
      );
    }
    await resealAll({ db, keyring: createKeyring(keys) });
    const usage = await keyUsage(db);
    const inUse = others.filter((id) => usage.has(id)).map((id) => `${id} (${usage.get(id)} values)`);
    if (inUse.length > 0) throw new StartError(`Still in use, and so kept: ${inUse.join(', ')}.`);
    writeStoredKeys(file, keys.split(',')[0]!);
    return `Removed ${others.join(', ')}; ${first} stays. A backup made before the rotation needs the keys of its time.`;
  });
}

/** Two runs at once would each write a file that does not know the other's key. */
function alone<T>(db: Db, work: () => Promise<T>): Promise<T> {
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('airdate: encryption keys'))`;
      return work();
    },
    { maxWait: LOCK_TIMEOUT_MS, timeout: LOCK_TIMEOUT_MS },
  );
}
