import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { StartFailedError, VersionMismatchError } from './errors.ts';
import { SYSTEM_PATH } from './system-path.ts';
import type { SystemUser } from './system-user.ts';

/** The database superuser of every embedded server. */
export const SUPERUSER = 'airdate';

export type Cluster = {
  /** What Postgres calls its data directory. */
  path: string;
  password: string;
};

/**
 * Opens the cluster in a folder, or makes one. The password lives beside it in a file of mode 0600.
 *
 * @throws VersionMismatchError, StartFailedError
 */
export async function openCluster(
  directory: string,
  binaries: Binaries,
  user: SystemUser | undefined,
  { ephemeral }: { ephemeral: boolean },
): Promise<Cluster> {
  const path = clusterPath(directory);
  const passwordFile = join(directory, 'password');
  if (existsSync(path)) {
    const found = readFileSync(join(path, 'PG_VERSION'), 'utf8').trim();
    if (found !== binaries.majorVersion)
      throw new VersionMismatchError(directory, found, binaries.majorVersion);
    return { path, password: readFileSync(passwordFile, 'utf8').trim() };
  }

  const password = randomBytes(24).toString('base64url');
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);

  // initdb fills a folder of another name, so that an interrupted run is not mistaken for a cluster.
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await run(binaries.initdb, user, [
    `--pgdata=${unfinished}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(ephemeral ? ['--no-sync'] : []),
  ]);
  renameSync(unfinished, path);
  return { path, password };
}

export const clusterPath = (directory: string) => join(directory, 'cluster');

function run(command: string, user: SystemUser | undefined, args: string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let output = '';
  const child = spawn(command, args, {
    ...user,
    cwd: '/',
    env: { PATH: SYSTEM_PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.on('error', (cause) =>
    reject(new StartFailedError('initdb could not be run', cause.message, { cause })),
  );
  child.on('close', (code) =>
    code === 0 ? resolve() : reject(new StartFailedError(`initdb ended with ${code}`, output)),
  );
  return promise;
}
