import { readFileSync } from 'node:fs';
import { inCheckout } from '../checkout.ts';
import type { StepOutcome } from './step.ts';

const PAGE = 'docs/security/asvs.md';

/**
 * The level of each requirement of OWASP ASVS 5.0.0: a text for each chapter, a word for each section, a digit for each
 * requirement, in their order.
 */
const LEVELS = [
  '22 1111122223 112222222223 222 123',
  '122 112 12223 23',
  '3 113 12223 11222233 11122333 3 22333',
  '12233 23333 22 1222',
  '2 112333 113 222',
  '122 111111112222 11223333 112233 22222333 2223 33 2222',
  '222 1111 22 11222 223 22',
  '1233 1123 133 23',
  '111 1222',
  '22 223 22223 1111122222233333 22222 22 222',
  '2233 22233 11233 1222 23 23 33',
  '12233 11 22223',
  '2333 222223 2233 1222233',
  '22 12223333 122',
  '12233 12233 1222222 3333',
  '2 22222 2222 222 2223',
  '23 22223333 22',
];

const ROW = /^\| (\d+)\.(\d+)\.(\d+) \| (\d) \| (.+?) \| (.+?) \| (.*?) \|$/;
const SUMMARY_ROW = /^\| (V\d+|All)(?: [^|]+)? \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$/;
const STATES = ['met', 'not applicable', 'open'];
/** A file of the repository, and after a test perhaps pieces of its titles. */
const EVIDENCE = /`([^`]+)`((?:,? "[^"]+")*)/g;
const FILE = /^[\w./-]+\.(?:graphql|json|md|prisma|tsx?|yaml)$/;
const TEST = /\.(?:test|spec)\.ts$/;

type Row = { chapter: number; id: string; level: string; state: string; evidence: string };

/** Reads a file of the repository; null when it is not there. */
type ReadFile = (path: string) => string | null;

/** Holds the page of security requirements to the standard's ids and levels, to the tests that it names and to its counts. */
export async function asvsPage(): Promise<StepOutcome> {
  const problems = findAsvsProblems(readInCheckout(PAGE) ?? '', readInCheckout);
  return { ok: problems.length === 0, output: problems.map((problem) => `${PAGE}: ${problem}`).join('\n') };
}

/** @returns a line for each requirement, row, named test and count that is wrong */
export function findAsvsProblems(page: string, read: ReadFile): string[] {
  const lines = page.split('\n');
  const rows = lines.flatMap((line) => readRow(line) ?? []);
  return [...misfits(rows), ...rows.flatMap((row) => claimProblems(row, read)), ...wrongCounts(lines, rows)];
}

function readRow(line: string): Row | null {
  const [, chapter, section, number, level, , state, evidence] = ROW.exec(line) ?? [];
  if (!chapter) return null;
  return {
    chapter: Number(chapter),
    id: `${chapter}.${section}.${number}`,
    level: level!,
    state: state!,
    evidence: evidence!,
  };
}

/** Each requirement of levels 1 and 2 has one row, and no other has any. */
function misfits(rows: Row[]): string[] {
  const wanted = LEVELS.flatMap((sections, chapter) =>
    sections
      .split(' ')
      .flatMap((levels, section) =>
        [...levels].map((level, at) => ({ id: `${chapter + 1}.${section + 1}.${at + 1}`, level })),
      ),
  ).filter(({ level }) => level !== '3');
  const levels = new Map(wanted.map(({ id, level }) => [id, level]));
  const seen = new Map<string, number>();
  for (const { id } of rows) seen.set(id, (seen.get(id) ?? 0) + 1);
  const problems = wanted
    .filter(({ id }) => seen.get(id) !== 1)
    .map(({ id }) => `${id} has ${seen.get(id) ?? 0} rows`);
  for (const { id, level } of rows) {
    if (!levels.has(id)) problems.push(`${id} is no requirement of level 1 or 2`);
    else if (levels.get(id) !== level) problems.push(`${id} is of level ${levels.get(id)}`);
  }
  return problems;
}

function claimProblems({ id, state, evidence }: Row, read: ReadFile): string[] {
  if (!STATES.includes(state)) return [`${id}: "${state}" is no state`];
  if (evidence.trim() === '') return [`${id} gives neither evidence nor reason`];
  const named = [...evidence.matchAll(EVIDENCE)]
    .map(([, path, titles]) => ({
      path: path!,
      titles: [...titles!.matchAll(/"([^"]+)"/g)].map(([, title]) => title!),
    }))
    .filter(({ path }) => FILE.test(path));
  const problems = named.flatMap(({ path, titles }) => {
    const text = read(path);
    if (text === null) return [`${id}: there is no ${path}`];
    return titles.filter((title) => !text.includes(title)).map((title) => `${id}: ${path} has no "${title}"`);
  });
  if (state === 'met') {
    const tested = named.some(({ path }) => TEST.test(path));
    if (named.length === 0) problems.push(`${id} is met, but names no file`);
    else if (!tested && !evidence.startsWith('No test')) problems.push(`${id} is met, but names no test`);
  }
  return problems;
}

function wrongCounts(lines: string[], rows: Row[]): string[] {
  const stated = new Map<string, string>();
  for (const line of lines) {
    const [, name, ...counts] = SUMMARY_ROW.exec(line) ?? [];
    if (name) stated.set(name, counts.join(', '));
  }
  const right = new Map([['All', countsOf(rows)]]);
  for (const at of LEVELS.keys()) {
    right.set(`V${at + 1}`, countsOf(rows.filter(({ chapter }) => chapter === at + 1)));
  }
  return [...right]
    .filter(([name, counts]) => stated.get(name) !== counts)
    .map(([name, counts]) => `the summary of ${name} should be ${counts}`);
}

/** All rows, then those of each state. */
function countsOf(rows: Row[]): string {
  return [rows.length, ...STATES.map((each) => rows.filter(({ state }) => state === each).length)].join(', ');
}

function readInCheckout(path: string): string | null {
  try {
    return readFileSync(inCheckout(path), 'utf8');
  } catch {
    return null;
  }
}
