import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUGS, type Bug } from './bugs.ts';
import type { Outcome } from './simulate.ts';

const PACKAGE = join(import.meta.dirname, '..');
/** After the seed of the bug, one after another until a rule breaks. */
const MORE_SEEDS = [102, 107];
/** Short and dense. */
const DAYS = '2';
const TEAMS = '4';
const TROUBLE = '12';
const AT_A_TIME = 2;

type Finding = { bug: Bug; seed: number; outcome: Outcome | null; said: string };

/**
 * Puts each bug into a copy of the sources and looks whether a run finds it.
 *
 * @param only a part of the names of the bugs to try
 * @returns the number of bugs that were not found
 * @throws Error naming a bug whose place is not in the sources exactly once
 */
export async function findBugs(serverUrl: string, only = ''): Promise<number> {
  const bugs = BUGS.filter(({ name }) => name.includes(only));
  for (const bug of bugs) patched(bug);
  const startedMs = performance.now();
  let missed = 0;
  const waiting = [...bugs];
  const work = async () => {
    for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
      const { outcome, seed, said } = await find(bug, serverUrl);
      const violation = outcome?.violation;
      if (!violation) missed++;
      const found = violation
        ? `"${violation.rule}" at step ${violation.step} of seed ${seed}: ${violation.how}`
        : `NOT FOUND ${said}`;
      console.log(`${bug.name} → ${found}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`${bugs.length - missed} of ${bugs.length} bugs found in ${seconds.toFixed(0)} s.`);
  return missed;
}

/** The file with the bug in it. */
function patched({ name, file, search, replace }: Bug): string {
  const source = readFileSync(join(PACKAGE, 'src', file), 'utf8');
  const places = source.split(search).length - 1;
  if (places !== 1) throw new Error(`The bug "${name}" fits ${places} places of ${file}; it has to fit one.`);
  return source.replace(search, () => replace);
}

async function find(bug: Bug, serverUrl: string): Promise<Finding> {
  const copy = mkdtempSync(join(tmpdir(), 'airdate-bug-'));
  try {
    for (const part of ['src', 'simulate', 'package.json'])
      cpSync(join(PACKAGE, part), join(copy, part), { recursive: true });
    symlinkSync(join(PACKAGE, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(copy, 'src', bug.file), patched(bug));
    let finding: Finding = { bug, seed: 0, outcome: null, said: '' };
    for (const seed of new Set([bug.seed, ...MORE_SEEDS])) {
      const { outcome, said } = await runIn(copy, seed, serverUrl);
      finding = { bug, seed, outcome, said };
      if (!outcome || outcome.violation) break;
    }
    return finding;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** @returns null when the program itself broke; `said` has its words then */
function runIn(
  copy: string,
  seed: number,
  serverUrl: string,
): Promise<{ outcome: Outcome | null; said: string }> {
  const args = ['--seed', String(seed), '--days', DAYS, '--teams', TEAMS, '--trouble', TROUBLE, '--json'];
  const program = spawn(process.execPath, [join(copy, 'simulate', 'main.ts'), ...args], {
    env: { ...process.env, DATABASE_URL: serverUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, wrong] = ['', ''];
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    wrong += text;
  });
  return new Promise((resolve) => {
    program.on('close', () => {
      const line = said.trim().split('\n').at(-1) ?? '';
      resolve({ outcome: line.startsWith('{') ? (JSON.parse(line) as Outcome) : null, said: wrong });
    });
  });
}
