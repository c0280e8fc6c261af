import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryInUseError, StartFailedError } from './errors.ts';
import { commandLine, isAlive, startMark, waitForExit } from './processes.ts';

const OWNER_FILE = 'owner.json';
const STOP_TIMEOUT_MS = 20_000;

/**
 * Takes a data folder for this process. A server that outlived its program (killed together with its watchdog, or
 * still shutting down) is stopped first, and a pid file that nobody stands behind is removed.
 *
 * @throws DirectoryInUseError when a living program holds the folder
 */
export async function takeOwnership(directory: string, cluster: string): Promise<void> {
  claim(directory);
  await stopLeftoverServer(cluster);
}

function claim(directory: string): void {
  const mine = JSON.stringify({ pid: process.pid, startMark: startMark(process.pid) });
  for (;;) {
    try {
      // Only one of several programs that start at once can make the file.
      writeFileSync(join(directory, OWNER_FILE), `${mine}\n`, { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const pid = findOwner(directory);
    if (pid !== undefined) throw new DirectoryInUseError(directory, pid);
    releaseOwnership(directory);
  }
}

/** @returns the number of the living program that holds the folder */
export function findOwner(directory: string): number | undefined {
  const owner = readOwner(directory);
  return owner && isAlive(owner.pid) && startMark(owner.pid) === owner.startMark ? owner.pid : undefined;
}

export function releaseOwnership(directory: string): void {
  rmSync(join(directory, OWNER_FILE), { force: true });
}

async function stopLeftoverServer(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  // The number may belong to another program by now, after a restart of the machine or of a container.
  if (pid > 0 && isAlive(pid) && commandLine(pid).includes(cluster)) {
    process.kill(pid, 'SIGINT');
    if (!(await waitForExit(pid, STOP_TIMEOUT_MS))) process.kill(pid, 'SIGQUIT');
    if (!(await waitForExit(pid, STOP_TIMEOUT_MS))) {
      throw new StartFailedError(`a server left over from an earlier run (process ${pid}) does not stop`, '');
    }
  }
  rmSync(pidFile, { force: true });
}

function readOwner(directory: string): { pid: number; startMark: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, OWNER_FILE), 'utf8'));
  } catch {
    return undefined;
  }
}
