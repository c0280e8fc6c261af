import { run } from '../command.ts';
import { newReportFile, readReport } from './report-file.ts';
import { judge, type Totals, type VitestReport, vitestTotals } from './totals.ts';

/** Runs unit and integration tests of every package. */
export async function runVitest(): Promise<Totals> {
  const file = newReportFile('vitest');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const exitCode = await run('vitest', ['run', ...reporters]);
  const report = readReport<VitestReport>(file);
  return judge(report && vitestTotals(report), exitCode);
}
