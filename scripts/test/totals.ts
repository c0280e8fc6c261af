/** What a suite says at its end. */
export type Totals = {
  passed: number;
  failed: number;
};

/** The part of vitest's JSON report that is read here. */
export type VitestReport = {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: 'passed' | 'failed'; assertionResults: unknown[] }[];
};

/** The part of Playwright's JSON report that is read here. */
export type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number };
  errors: unknown[];
};

export function addUp(all: Totals[]): Totals {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** A file that could not even be loaded counts as one failure. */
export function vitestTotals({ numPassedTests, numFailedTests, testResults }: VitestReport): Totals {
  const unloadable = testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && assertionResults.length === 0;
  });
  return { passed: numPassedTests, failed: numFailedTests + unloadable.length };
}

/** A test that passed only when repeated did not pass. */
export function playwrightTotals({ stats, errors }: PlaywrightReport): Totals {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length };
}

/** A suite must have run something, and one that ended badly has failed, whatever it counted. */
export function judge(totals: Totals | undefined, exitCode: number): Totals {
  const { passed, failed } = totals ?? { passed: 0, failed: 0 };
  const ranNothing = passed + failed === 0;
  return { passed, failed: failed === 0 && (ranNothing || exitCode !== 0) ? 1 : failed };
}
