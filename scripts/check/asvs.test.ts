import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inCheckout } from '../checkout.ts';
import { findAsvsProblems } from './asvs.ts';

const page = readFileSync(inCheckout('docs/security/asvs.md'), 'utf8');
const read = (path: string) => readFileSync(inCheckout(path), 'utf8');

/** The page with the row of a requirement written anew, and what is wrong with it. */
function problemsWith(id: string, rewrite: (row: string) => string): string[] {
  const row = page.split('\n').find((line) => line.startsWith(`| ${id} |`))!;
  return findAsvsProblems(
    page.replace(row, () => rewrite(row)),
    read,
  );
}

test('the page as it is has no problem', () => {
  expect(findAsvsProblems(page, read)).toEqual([]);
});

test('a requirement that is missing, there twice, or of level 3 is named', () => {
  expect(problemsWith('8.4.1', () => '')).toContain('8.4.1 has 0 rows');
  expect(problemsWith('8.4.1', (row) => `${row}\n${row}`)).toContain('8.4.1 has 2 rows');
  expect(problemsWith('8.4.1', (row) => `${row}\n${row.replace('8.4.1', '8.4.2')}`)).toContain(
    '8.4.2 is no requirement of level 1 or 2',
  );
  expect(problemsWith('8.4.1', (row) => row.replace('| 2 |', '| 1 |'))).toEqual(['8.4.1 is of level 2']);
});

test('a state that is none, and a claim without a file, are refused', () => {
  const as = (state: string, evidence: string) => () => `| 1.2.6 | 2 | LDAP | ${state} | ${evidence} |`;
  expect(problemsWith('1.2.6', as('mostly', 'no LDAP'))).toContain('1.2.6: "mostly" is no state');
  expect(problemsWith('1.2.6', as('open', ''))).toContain('1.2.6 gives neither evidence nor reason');
  expect(problemsWith('1.2.6', as('met', 'believe us'))).toContain('1.2.6 is met, but names no file');
  expect(problemsWith('1.2.6', as('met', '`package.json`'))).toContain('1.2.6 is met, but names no test');
});

test('a test that is gone, or whose title changed, is named', () => {
  const gone = (path: string) => (path.endsWith('keyring.test.ts') ? null : read(path));
  expect(findAsvsProblems(page, gone)).toContain('11.3.3: there is no apps/api/src/keyring.test.ts');
  const changed = (path: string) => (path.endsWith('keyring.test.ts') ? 'test(…)' : read(path));
  expect(findAsvsProblems(page, changed)).toContain(
    '11.3.3: apps/api/src/keyring.test.ts has no "one changed character is noticed"',
  );
});

test('counts that do not fit the rows are named, with the right ones', () => {
  const problems = problemsWith('17.1.1', (row) => row.replace('not applicable', 'open'));
  expect(problems).toHaveLength(2);
  expect(problems[0]).toMatch(/^the summary of All should be 253, /);
  expect(problems[1]).toBe('the summary of V17 should be 7, 0, 6, 1');
});
