import { availableParallelism } from 'node:os';
import { endCommandsOnSignal } from '../command.ts';
import { runStep, type StepResult } from './step.ts';
import { GENERATE, STEPS } from './steps.ts';

/** Everything that needs no running product. @returns the exit code */
export async function check(): Promise<number> {
  endCommandsOnSignal();
  const startedAt = performance.now();
  const results = await runChecks();
  const failed = results.filter(({ ok }) => !ok).length;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${results.length - failed} passed, ${failed} failed (${seconds} s)`);
  return failed === 0 ? 0 : 1;
}

/** Runs all steps, as many at once as there are processors, and writes a line for each. */
export async function runChecks(): Promise<StepResult[]> {
  // The others read generated code.
  const results = [report(await runStep(GENERATE))];
  if (!results[0]!.ok) return results;
  const waiting = [...STEPS];
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) results.push(report(await runStep(step)));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

function report(result: StepResult): StepResult {
  console.log(`${result.ok ? 'ok  ' : 'FAIL'} ${result.name} (${result.seconds.toFixed(1)} s)`);
  if (!result.ok) console.log(result.output.trimEnd().replaceAll(/^/gm, '     '));
  return result;
}
