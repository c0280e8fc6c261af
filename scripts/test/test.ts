import { runChecks } from '../check/check.ts';
import { endCommandsOnSignal } from '../command.ts';
import { runPlaywright } from './playwright.ts';
import { addUp, type Totals } from './totals.ts';
import { runVitest } from './vitest.ts';

/** Runs everything there is and ends with one line of totals. @returns the exit code */
export async function test(): Promise<number> {
  endCommandsOnSignal();
  const suites = [await checkSuite(), await runVitest(), await runPlaywright()];
  const { passed, failed } = addUp(suites);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function checkSuite(): Promise<Totals> {
  const results = await runChecks();
  const passed = results.filter(({ ok }) => ok).length;
  return { passed, failed: results.length - passed };
}
