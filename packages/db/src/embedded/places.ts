import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DirectoryNotWritableError } from './errors.ts';
import { makeDirectory } from './make-directory.ts';
import type { SystemUser } from './system-user.ts';

/** Readable by every user; holds what must not stay below a private home when the program runs as root. */
const SHARED_PLACE = '/var/lib/airdate';

/** Left in the data directory, naming the folder that really holds the data. */
const POINTER_FILE = 'location';

/** Whether the user may do all of this: each check is an option of test(1) with its path. */
export function may(user: SystemUser | undefined, ...checks: ['-x' | '-r' | '-w', string][]): boolean {
  const script = checks.map((_, at) => `test "$${2 * at + 1}" "$${2 * at + 2}"`).join(' && ');
  const { status } = spawnSync('/bin/sh', ['-c', script, 'sh', ...checks.flat()], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  return status === 0;
}

/**
 * Makes the folder of a lasting server ready for its user.
 *
 * As root, a data directory under a home of mode 0700 cannot be entered by the server's user. The data then live in
 * the shared place, and the data directory keeps a file that says where; deleting that directory starts afresh.
 *
 * @returns the folder that holds the data
 * @throws DirectoryNotWritableError
 */
export function prepareDataDirectory(wanted: string, user: SystemUser | undefined): string {
  try {
    makeDirectory(wanted);
    const directory = locate(wanted);
    if (directory !== wanted) return openTo(user, directory);
    if (may(user, ['-x', dirname(wanted)])) {
      openTo(user, wanted);
      if (may(user, ['-w', wanted], ['-x', wanted])) return wanted;
    }
    if (!user) throw new DirectoryNotWritableError(wanted);

    const name = `${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}-${randomBytes(4).toString('hex')}`;
    const elsewhere = join(sharedPlace(), name);
    writeFileSync(join(wanted, POINTER_FILE), `${elsewhere}\n`, { mode: 0o600 });
    return openTo(user, elsewhere);
  } catch (error) {
    if (error instanceof DirectoryNotWritableError) throw error;
    throw new DirectoryNotWritableError(wanted, { cause: error });
  }
}

/** @returns the folder that holds the data of this data directory */
export function locate(wanted: string): string {
  const pointer = join(wanted, POINTER_FILE);
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : wanted;
}

/** Makes a folder that nobody will miss, in the first temporary place that the server's user can enter. */
export function makeTemporaryDirectory(user: SystemUser | undefined): string {
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
    if (existsSync(parent) && may(user, ['-x', parent]))
      return openTo(user, mkdtempSync(join(parent, 'airdate-postgres-')));
  }
  return openTo(user, mkdtempSync(join(sharedPlace(), 'temporary-')));
}

export function sharedPlace(): string {
  makeDirectory(SHARED_PLACE);
  chmodSync(SHARED_PLACE, 0o755);
  return SHARED_PLACE;
}

function openTo(user: SystemUser | undefined, directory: string): string {
  makeDirectory(directory);
  chmodSync(directory, 0o700);
  if (user) chownSync(directory, user.uid, user.gid);
  return directory;
}
