import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFreePort, findRunning, startEmbedded } from './index.ts';
import { commandLine, isAlive, waitForExit } from './processes.ts';

const asRoot = process.getuid?.() === 0;

let dataDir: string;
let leftovers: string[];
let children: ChildProcess[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'airdate-test-'));
  leftovers = [dataDir];
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  if (children.length > 0) await startEmbedded({ dataDir }).then((server) => server.stop());
  for (const path of leftovers) rmSync(path, { recursive: true, force: true });
});

describe('a server with a data directory', () => {
  test('keeps its data and its password over a restart', async () => {
    const first = await startEmbedded({ dataDir });
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(await answers(first.url('postgres'))).toBe(false);

    const second = await startEmbedded({ dataDir });
    expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(new URL(second.url('x')).password).toBe(new URL(first.url('x')).password);
    await second.stop();
  });

  test('listens on the loopback address only and asks for the password', async () => {
    const server = await startEmbedded({ dataDir });
    const url = server.url('postgres');
    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(url, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
      /authentication failed/,
    );
    expect(statSync(join(server.directory, 'password')).mode & 0o777).toBe(0o600);
    await server.stop();
  });

  test('begins again when an earlier initialisation was interrupted', async () => {
    mkdirSync(join(dataDir, 'cluster.unfinished'));
    writeFileSync(join(dataDir, 'cluster.unfinished', 'PG_VERSION'), '18\n');
    const server = await startEmbedded({ dataDir });
    expect(await answers(server.url('postgres'))).toBe(true);
    await server.stop();
  });

  test('is found by other programs while it runs', async () => {
    expect(findRunning(dataDir)).toBeUndefined();
    const server = await startEmbedded({ dataDir });
    expect(findRunning(dataDir)?.url('postgres')).toBe(server.url('postgres'));
    await server.stop();
    expect(findRunning(dataDir)).toBeUndefined();
  });

  test('takes the port it was given', async () => {
    const port = await findFreePort();
    const server = await startEmbedded({ dataDir, port });
    expect(server.port).toBe(port);
    await server.stop();
  });
});

describe('a program that was killed', () => {
  test('takes its server down with it', async () => {
    const { child, url } = await runInChild(dataDir);
    const postmaster = postmasterOf(dataDir);
    child.kill('SIGKILL');
    expect(await waitForExit(postmaster, 10_000)).toBe(true);
    expect(await answers(url)).toBe(false);
  });

  test('is followed by a start that keeps the data, even when its server still runs', async () => {
    const { child, url } = await runInChild(dataDir);
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const postmaster = postmasterOf(dataDir);
    killWatchdogOf(postmaster);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(postmaster)).toBe(true);

    const server = await startEmbedded({ dataDir });
    expect(isAlive(postmaster)).toBe(false);
    expect(await query(server.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await server.stop();
  });

  test('is followed by a start although its number now belongs to another program', async () => {
    const first = await startEmbedded({ dataDir });
    await first.stop();
    const stale = readFileSync(join(first.directory, 'cluster', 'PG_VERSION'), 'utf8');
    expect(stale).toBe('18\n');
    writeFileSync(join(first.directory, 'cluster', 'postmaster.pid'), `${process.pid}\n${dataDir}/cluster\n`);
    writeFileSync(
      join(first.directory, 'owner.json'),
      JSON.stringify({ pid: process.ppid, startMark: 'another' }),
    );

    const second = await startEmbedded({ dataDir });
    expect(await answers(second.url('postgres'))).toBe(true);
    await second.stop();
  });
});

describe('what cannot work is refused in one sentence', () => {
  test('a data directory that another living program uses', async () => {
    const { child, url } = await runInChild(dataDir);
    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      expect.objectContaining({ code: 'directory_in_use', pid: child.pid }),
    );
    expect(await answers(url)).toBe(true);
  });

  test('a port that another program holds', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(startEmbedded({ dataDir, port })).rejects.toThrow(
      `Port ${port}, wanted for the embedded Postgres, is taken by another program.`,
    );
    other.close();
  });

  test('a data directory that is a file', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    await expect(startEmbedded({ dataDir: file })).rejects.toThrow(
      `The data directory ${file} cannot be written to.`,
    );
  });

  test('a server that does not start, with its own last words', async () => {
    const server = await startEmbedded({ dataDir });
    await server.stop();
    appendFileSync(join(server.directory, 'server.log'), 'FATAL:  words of an earlier run\n');
    appendFileSync(join(server.directory, 'cluster', 'postgresql.conf'), "\nshared_buffers = 'nonsense'\n");
    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      /^The embedded Postgres did not start: the server ended at once \(configuration file .* contains errors\)\.$/,
    );
    // The folder is free again.
    rmSync(join(server.directory, 'cluster', 'postgresql.conf'));
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/postgresql\.conf/);
  });

  test('a data directory that this program itself uses', async () => {
    const server = await startEmbedded({ dataDir });
    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      `The data directory ${dataDir} is in use by another Airdate (process ${process.pid}).`,
    );
    await server.stop();
  });

  test('data of another major version', async () => {
    mkdirSync(join(dataDir, 'cluster'));
    writeFileSync(join(dataDir, 'cluster', 'PG_VERSION'), '15\n');
    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      /was written by PostgreSQL 15, but .* is PostgreSQL 18\.$/,
    );
  });
});

test('an ephemeral server leaves nothing behind', async () => {
  const server = await startEmbedded({ ephemeral: true });
  expect(await answers(server.url('postgres'))).toBe(true);
  await server.stop();
  expect(existsSync(server.directory)).toBe(false);
});

test.runIf(asRoot)(
  'as root, data below a private home are kept where the server can reach them',
  async () => {
    chmodSync(dataDir, 0o700);
    const wanted = join(dataDir, 'home', 'data');
    const first = await startEmbedded({ dataDir: wanted });
    leftovers.push(first.directory);
    await query(first.url('postgres'), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(first.directory).toMatch(/^\/var\/lib\/airdate\//);

    const second = await startEmbedded({ dataDir: wanted });
    expect(second.directory).toBe(first.directory);
    expect(await query(second.url('postgres'), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();

    rmSync(wanted, { recursive: true });
    const third = await startEmbedded({ dataDir: wanted });
    leftovers.push(third.directory);
    expect(third.directory).not.toBe(first.directory);
    await third.stop();
  },
);

async function runInChild(directory: string): Promise<{ child: ChildProcess; url: string }> {
  const program = fileURLToPath(new URL('./run-until-killed.ts', import.meta.url));
  const child = spawn(process.execPath, [program, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [url] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  expect(url).toMatch(/^postgresql:/);
  return { child, url };
}

function postmasterOf(directory: string): number {
  return Number.parseInt(readFileSync(join(directory, 'cluster', 'postmaster.pid'), 'utf8'), 10);
}

/** Both shells: the one that waits for the server and the one that watches the program. */
function killWatchdogOf(postmaster: number): void {
  const shell = parentOf(postmaster);
  expect(commandLine(shell)).toMatch(/^\/bin\/sh/);
  for (const pid of childrenOf(shell)) if (pid !== postmaster) process.kill(pid, 'SIGKILL');
  process.kill(shell, 'SIGKILL');
}

const parentOf = (pid: number) =>
  Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]);
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const answers = (url: string) =>
  query(url, 'SELECT 1').then(
    () => true,
    () => false,
  );
