import { inCheckout } from '../checkout.ts';
import { run } from '../command.ts';
import { findChromium } from './chromium.ts';
import { newReportFile, readReport } from './report-file.ts';
import { judge, type PlaywrightReport, playwrightTotals, type Totals } from './totals.ts';

/** Runs the product in a real browser; the end-to-end tests start the product themselves. */
export async function runPlaywright(): Promise<Totals> {
  const chromium = await findChromium();
  if (!chromium.found) {
    console.error(chromium.sentence);
    return judge(undefined, 1);
  }
  if ((await run('turbo', ['run', 'generate', 'build', '--output-logs=errors-only', '--ui=stream'])) !== 0) {
    return judge(undefined, 1);
  }
  const file = newReportFile('playwright');
  const playwright = inCheckout('e2e', 'node_modules', '.bin', 'playwright');
  const exitCode = await run(playwright, ['test', '--reporter=list,json'], {
    cwd: inCheckout('e2e'),
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...chromium.env },
  });
  const report = readReport<PlaywrightReport>(file);
  return judge(report && playwrightTotals(report), exitCode);
}
