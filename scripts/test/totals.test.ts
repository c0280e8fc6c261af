import { expect, test } from 'vitest';
import { addUp, judge, playwrightTotals, vitestTotals } from './totals.ts';

test('a test file that could not be loaded is a failure', () => {
  const testResults = [
    { status: 'failed' as const, assertionResults: [] },
    { status: 'passed' as const, assertionResults: [{}] },
  ];
  const report = { success: false, numPassedTests: 1, numFailedTests: 0, testResults };
  expect(vitestTotals(report)).toEqual({ passed: 1, failed: 1 });
});

test('a browser test that needed a second try is a failure', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1 };
  expect(playwrightTotals({ stats, errors: [] })).toEqual({ passed: 3, failed: 2 });
});

test('a suite that ran nothing is a failure', () => {
  expect(judge({ passed: 0, failed: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
  expect(judge(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});

test('a suite that ended badly is a failure although every test passed', () => {
  expect(judge({ passed: 5, failed: 0 }, 1)).toEqual({ passed: 5, failed: 1 });
  expect(judge({ passed: 5, failed: 2 }, 1)).toEqual({ passed: 5, failed: 2 });
  expect(judge({ passed: 5, failed: 0 }, 0)).toEqual({ passed: 5, failed: 0 });
});

test('totals are summed', () => {
  const suites = [
    { passed: 2, failed: 0 },
    { passed: 3, failed: 1 },
  ];
  expect(addUp(suites)).toEqual({ passed: 5, failed: 1 });
});
