import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { isAlive } from '../../packages/db/src/embedded/processes.ts';
import { inCheckout } from '../checkout.ts';
import { App } from './app.ts';
import { openLog } from './log.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'airdate-app-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

function newApp(name: string, ...args: string[]): App {
  const spec = { name, script: 'scripts/start/fixtures/app.ts', args, env: process.env };
  return new App(spec, openLog(dataDir, name, { verbose: false }));
}

test('a process is started when it is ready, logs to its file and ends when it is stopped', async () => {
  const app = newApp('steady');
  await app.start();
  const pid = app.pid!;
  expect(isAlive(pid)).toBe(true);
  await app.stop();
  expect(isAlive(pid)).toBe(false);
  expect(readFileSync(join(dataDir, 'logs', 'steady.log'), 'utf8')).toBe(`process ${pid}\n`);
});

test('a process that ends by itself is started again, and its end is reported', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {});
  const app = newApp('crashing', 'after-ready', join(dataDir, 'crashed'));
  await app.start();
  const first = app.pid!;
  await expect.poll(() => app.pid, { timeout: 10_000 }).not.toBe(first);
  expect(report).toHaveBeenCalledWith(
    expect.stringMatching(/^The crashing process ended \(3\) and is started again/),
  );
  await app.stop();
  expect(isAlive(app.pid!)).toBe(false);
  report.mockRestore();
});

test('a process that ends before it is ready fails the start with one sentence', async () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {});
  const app = newApp('broken', 'before-ready', join(dataDir, 'broken'));
  await expect(app.start()).rejects.toThrow(
    /^The broken process ended \(1\) before it was ready; see .*broken\.log\.$/,
  );
  expect(report).toHaveBeenCalledWith(expect.stringContaining('It broke.'));
  await app.stop();
  report.mockRestore();
});

test('a process does not outlive the program that started it, even when that is killed', async () => {
  const parent = spawn(process.execPath, [inCheckout('scripts/start/fixtures/parent.ts'), dataDir]);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});
