import { chmodSync, chownSync, statSync } from 'node:fs';
import { makeDirectory } from './make-directory.ts';
import { serverUser } from './system-user.ts';

const OWNER_ONLY = 0o700;
/** The group may pass through to what it knows the name of, and can neither list nor read. */
const OWNER_AND_PASSAGE = 0o710;

/**
 * Makes a directory that nobody but its owner may look into, or closes one that is there.
 *
 * @param holdsServer a lasting embedded server keeps its folder inside. As root it runs as another user, to whose group
 *   the directory is then given so that it may pass through.
 * @throws NodeJS.ErrnoException when it cannot be made, or belongs to somebody else and is open
 */
export function makePrivateDirectory(path: string, { holdsServer = false } = {}): void {
  makeDirectory(path);
  const user = holdsServer ? serverUser() : undefined;
  const mode = user ? OWNER_AND_PASSAGE : OWNER_ONLY;
  const found = statSync(path);
  if (user && found.gid !== user.gid) chownSync(path, found.uid, user.gid);
  if ((found.mode & 0o7777) !== mode) chmodSync(path, mode);
}
