import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test, vi } from 'vitest';
import '@airdate/db/testing/global-setup';
import type { Outcome } from './simulate.ts';

vi.setConfig({ testTimeout: 120_000 });

/** In a process of its own, whose time and chance a run takes over. */
async function simulate(...args: string[]): Promise<Outcome[]> {
  const program = [join(import.meta.dirname, 'main.ts'), '--json', ...args];
  const env = { ...process.env, DATABASE_URL: inject('testServerUrl') };
  // It ends with 1 when a rule did not hold, and tells which all the same.
  const ended: { stdout: string } = await promisify(execFile)(process.execPath, program, { env }).catch(
    (error) => error,
  );
  return ended.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
}

const TROUBLED_DAY = ['--days', '1', '--teams', '2', '--trouble', '3'];

test('two troubled days keep every rule, and happen again as they were', async () => {
  const [first, second, firstAgain] = await simulate(
    ...TROUBLED_DAY,
    '--seed',
    '1',
    '--seed',
    '2',
    '--seed',
    '1',
  );

  expect(first).toMatchObject({ violation: null });
  expect(second).toMatchObject({ violation: null });
  expect(first!.published).toBeGreaterThan(0);
  expect(firstAgain).toEqual(first);
  expect(second!.digest).not.toBe(first!.digest);
});
