import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return readProcFile(pid, 'stat')?.match(/^\d+ \(.*\) (\S)/s)?.[1] !== 'Z';
}

/** The command line, to tell a process from a later one with the same number; empty when it is gone. */
export function commandLine(pid: number): string {
  const fromProc = readProcFile(pid, 'cmdline');
  if (fromProc !== undefined) return fromProc.replaceAll('\0', ' ').trim();
  const { status, stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}

/** Something that only this run of the process has: when it was started. */
export function startMark(pid: number): string {
  const stat = readProcFile(pid, 'stat');
  if (stat !== undefined) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}

/** @returns whether the process was gone before the time was over */
export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > giveUpAt) return false;
    await sleep(20);
  }
  return true;
}

function readProcFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
