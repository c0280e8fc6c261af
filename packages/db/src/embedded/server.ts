import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { StartFailedError } from './errors.ts';
import { SYSTEM_PATH } from './system-path.ts';
import type { SystemUser } from './system-user.ts';

/** Crash recovery of a large database takes its time. */
const START_TIMEOUT_MS = 120_000;
const FAST_STOP_TIMEOUT_MS = 20_000;
const MAX_LOG_BYTES = 10 * 1024 * 1024;
const MAX_OUTPUT_CHARACTERS = 4_000;

/**
 * Runs the server and stops it when standard input closes, which also happens when this program is killed.
 * Arguments: the signal that stops the server, a folder to remove afterwards or nothing, the server's command.
 */
const WATCHDOG = `
signal=$1 leftovers=$2; shift 2
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
( read -r _ <&3; kill -"$signal" "$server" ) 2>/dev/null &
watcher=$!
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
if [ -n "$leftovers" ]; then rm -rf "$leftovers"; fi
exit "$code"
`;

export type ServerOptions = {
  binaries: Binaries;
  cluster: Cluster;
  user: SystemUser | undefined;
  port: number;
  directory: string;
  /** Gives up durability for speed, and removes the folder at the end. */
  ephemeral: boolean;
};

export type Server = {
  /** Settles when the server is gone, asked for or not. */
  ended: Promise<void>;
  stop: () => Promise<void>;
};

/** @throws StartFailedError */
export async function runServer(options: ServerOptions): Promise<Server> {
  const { cluster, directory, ephemeral, user } = options;
  const logFile = join(directory, 'server.log');
  const log = openLog(logFile);
  const output = () => readFileSync(logFile).subarray(log.size).toString().slice(-MAX_OUTPUT_CHARACTERS);
  const watchdog = spawn(
    '/bin/sh',
    ['-c', WATCHDOG, 'sh', ephemeral ? 'QUIT' : 'INT', ephemeral ? directory : '', ...serverCommand(options)],
    // A session of its own: Ctrl-C in the terminal must reach the programs that use the database first.
    {
      ...user,
      cwd: '/',
      env: { PATH: SYSTEM_PATH, TZ: 'UTC' },
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
    },
  );
  closeSync(log.fd);
  watchdog.stdin?.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    watchdog.once('exit', () => resolve());
    watchdog.once('error', () => resolve());
  });
  await waitUntilReady(watchdog, cluster.path, output);

  return {
    ended,
    async stop() {
      watchdog.stdin?.end();
      const timer = setTimeout(() => signalServer(cluster.path, 'SIGQUIT'), FAST_STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function serverCommand({ binaries, cluster, port, ephemeral }: ServerOptions): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(ephemeral && {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: 0,
    }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [binaries.postgres, '-D', cluster.path, ...flags];
}

/** The server writes "ready" into the eighth line of its pid file when it accepts connections. */
async function waitUntilReady(watchdog: ChildProcess, cluster: string, output: () => string): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  let failure: Error | undefined;
  watchdog.once('error', (cause) => {
    failure = cause;
  });
  while (readPidFile(cluster)[7]?.trim() !== 'ready') {
    if (failure || watchdog.exitCode !== null || watchdog.signalCode !== null) {
      throw new StartFailedError('the server ended at once', output(), { cause: failure });
    }
    if (Date.now() > giveUpAt) {
      watchdog.stdin?.end();
      throw new StartFailedError(`it was not ready after ${START_TIMEOUT_MS / 1000} s`, output());
    }
    await sleep(10);
  }
}

function signalServer(cluster: string, signal: NodeJS.Signals): void {
  const pid = Number(readPidFile(cluster)[0]);
  if (pid > 0) process.kill(pid, signal);
}

function readPidFile(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** @returns the open file and how long it was before */
function openLog(file: string): { fd: number; size: number } {
  if (sizeOf(file) > MAX_LOG_BYTES) renameSync(file, `${file}.1`);
  return { fd: openSync(file, 'a', 0o600), size: sizeOf(file) };
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
