import { chmodSync, lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory, makePrivateDirectory } from '../../packages/db/src/embedded/index.ts';
import { StartError } from './start-error.ts';

/** What the product keeps in its data directory; the database closes `postgres`, which may belong to its own user. */
const FOLDERS = ['logs', 'media', 'simulator'];
const FILES = ['secrets.json'];
const OTHERS = ['postgres', 'lost+found'];
/** Left behind by a program that was killed while it wrote. */
const UNFINISHED = /^(?:secrets\.json|\.writable-)/;

/**
 * Makes the data directory, or takes one that is there, and closes it to everybody but its owner, with what an earlier
 * version left open in it. A directory that holds something else too, such as a home, keeps its mode; what is ours
 * inside is closed all the same.
 *
 * @param holdsDatabase the embedded database lives inside
 * @returns sentences for the operator about what could not be closed
 * @throws StartError when it cannot be made or written to
 */
export function prepareDataDirectory(
  directory: string,
  { holdsDatabase }: { holdsDatabase: boolean },
): string[] {
  requireWritable(directory);
  const known = new Set([...FOLDERS, ...FILES, ...OTHERS]);
  const foreign = readdirSync(directory).find((name) => !known.has(name) && !UNFINISHED.test(name));
  try {
    for (const name of FOLDERS) close(join(directory, name), 0o700);
    for (const name of FILES) close(join(directory, name), 0o600);
    if (!foreign) makePrivateDirectory(directory, { holdsServer: holdsDatabase });
  } catch {
    return [
      `${directory} belongs to another user and could not be closed to others; change its mode to 700.`,
    ];
  }
  if (!foreign || !isOpen(directory)) return [];
  const found = `${directory} holds more than Airdate's data (${foreign})`;
  return [`${found}, so others may list it; give DATA_DIR a folder of its own.`];
}

function requireWritable(directory: string): void {
  const probe = join(directory, `.writable-${process.pid}`);
  try {
    makeDirectory(directory);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (cause) {
    throw new StartError(
      `The data directory ${directory} cannot be written to; make it writable, or set DATA_DIR to another one.`,
      { cause },
    );
  }
}

/** A symbolic link leads to a place of the operator's, whose mode is theirs to choose. */
function close(path: string, mode: number): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isSymbolicLink() && (found.mode & 0o077) !== 0) chmodSync(path, mode);
}

const isOpen = (path: string) => (lstatSync(path).mode & 0o077) !== 0;
