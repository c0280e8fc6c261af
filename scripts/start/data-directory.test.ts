import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDataDirectory } from './data-directory.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'airdate-data-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const modeOf = (...path: string[]) => statSync(join(parent, ...path)).mode & 0o777;

test('a new data directory is its owner’s alone', () => {
  expect(prepareDataDirectory(join(parent, 'new', 'data'), { holdsDatabase: false })).toEqual([]);
  expect(modeOf('new', 'data')).toBe(0o700);
});

test('the user of the embedded database may pass through, and nothing else', () => {
  expect(prepareDataDirectory(join(parent, 'data'), { holdsDatabase: true })).toEqual([]);
  expect(modeOf('data')).toBe(process.getuid?.() === 0 ? 0o710 : 0o700);
});

test('what an earlier version left open is closed', () => {
  for (const name of ['', 'logs', 'media', 'simulator']) {
    mkdirSync(join(parent, 'data', name), { recursive: true });
    chmodSync(join(parent, 'data', name), 0o755);
  }
  writeFileSync(join(parent, 'data', 'secrets.json'), '{}');
  chmodSync(join(parent, 'data', 'secrets.json'), 0o644);

  expect(prepareDataDirectory(join(parent, 'data'), { holdsDatabase: false })).toEqual([]);
  for (const name of ['', 'logs', 'media', 'simulator']) expect(modeOf('data', name), name).toBe(0o700);
  expect(modeOf('data', 'secrets.json')).toBe(0o600);
});

test('a directory that holds other things keeps its mode, which is said, and what is ours in it is closed', () => {
  chmodSync(parent, 0o755);
  mkdirSync(join(parent, 'public_html'), { mode: 0o755 });
  mkdirSync(join(parent, 'logs'), { mode: 0o755 });
  expect(prepareDataDirectory(parent, { holdsDatabase: false })).toEqual([
    expect.stringMatching(
      /holds more than Airdate's data \(public_html\), .* DATA_DIR a folder of its own\.$/,
    ),
  ]);
  expect([modeOf(), modeOf('public_html'), modeOf('logs')]).toEqual([0o755, 0o755, 0o700]);
});

test('a folder that the operator keeps elsewhere is left to them', () => {
  mkdirSync(join(parent, 'videos'), { mode: 0o755 });
  mkdirSync(join(parent, 'data'));
  symlinkSync(join(parent, 'videos'), join(parent, 'data', 'media'));
  prepareDataDirectory(join(parent, 'data'), { holdsDatabase: false });
  expect(modeOf('videos')).toBe(0o755);
});
