import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFreePort } from '../../packages/db/src/embedded/index.ts';
import { isAlive } from '../../packages/db/src/embedded/processes.ts';
import { inCheckout } from '../checkout.ts';

let dataDir: string;
let started: ChildProcess[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'airdate-start-'));
  // Started by root, the database runs as another user, who has to get in here.
  chmodSync(dataDir, 0o755);
  started = [];
});

afterEach(async () => {
  for (const child of started) {
    const pids = descendants(child.pid!);
    child.kill('SIGKILL');
    await expect.poll(() => pids.filter(isAlive), { timeout: 20_000 }).toEqual([]);
  }
  rmSync(dataDir, { recursive: true, force: true });
});

describe('what cannot work is refused in one sentence', () => {
  test('a public port that another program holds', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(await refusal({ PORT: String(port) })).toBe(
      `Port ${port} is taken by another program; stop it, or set PORT to another port.\n`,
    );
    other.close();
  });

  test('a data directory that cannot be made', async () => {
    const directory = join(inCheckout('package.json'), 'data');
    expect(await refusal({ DATA_DIR: directory })).toBe(
      `The data directory ${directory} cannot be written to; make it writable, or set DATA_DIR to another one.\n`,
    );
  });

  test('a database that cannot be reached, without its password', async () => {
    const port = await findFreePort();
    expect(await refusal({ DATABASE_URL: `postgresql://airdate:s3cret@127.0.0.1:${port}/airdate` })).toBe(
      `The database 127.0.0.1:${port}/airdate cannot be reached: nothing listens there.\n`,
    );
    expect(existsSync(join(dataDir, 'secrets.json'))).toBe(false);
  });
});

test.runIf(process.platform === 'linux')(
  'the product survives a kill -9 with its data, and leaves nothing running when it is stopped',
  async () => {
    const port = String(await findFreePort());
    const first = await startProduct(port);
    expect(first.output()).toContain(`Airdate is ready at http://localhost:${port}`);
    expect((await fetch(`http://localhost:${port}/sign-in`)).status).toBe(200);
    const secrets = readFileSync(join(dataDir, 'secrets.json'), 'utf8');
    const processes = descendants(first.child.pid!);
    expect(processes.length).toBeGreaterThan(4);
    first.child.kill('SIGKILL');
    await expect.poll(() => processes.filter(isAlive), { timeout: 20_000 }).toEqual([]);

    const second = await startProduct(port);
    expect(second.output()).not.toContain('created');
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toBe(secrets);
    const successors = descendants(second.child.pid!);
    second.child.kill('SIGTERM');
    expect(await once(second.child, 'exit')).toEqual([0, null]);
    expect(successors.filter(isAlive)).toEqual([]);
  },
  240_000,
);

function launch(env: NodeJS.ProcessEnv): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [inCheckout('scripts', 'tasks.ts'), 'start'], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return { child, output: () => output };
}

async function refusal(env: NodeJS.ProcessEnv): Promise<string> {
  const { child, output } = launch({ PORT: String(await findFreePort()), ...env });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  return output();
}

async function startProduct(port: string) {
  const { child, output } = launch({ PORT: port });
  await expect
    .poll(() => child.exitCode !== null || output().includes('is ready at'), { timeout: 110_000 })
    .toBe(true);
  expect(output()).toContain('is ready at');
  return { child, output };
}

/** All processes below one, by number. */
function descendants(pid: number): number[] {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return [];
  const children = readdirSync(tasks).flatMap((task) => {
    const list = readFileSync(join(tasks, task, 'children'), 'utf8').trim();
    return list ? list.split(' ').map(Number) : [];
  });
  return children.flatMap((child) => [child, ...descendants(child)]);
}
