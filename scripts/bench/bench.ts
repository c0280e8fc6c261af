import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { CHECKOUT, inCheckout } from '../checkout.ts';
import { endCommandsOnSignal, run } from '../command.ts';
import { generate } from '../generate.ts';

/** Runs the benchmark of that name, which is a file in a package's `bench` folder; further arguments are its own. */
export async function bench([name, ...args]: string[]): Promise<number> {
  endCommandsOnSignal();
  const files = globSync('{packages,apps}/*/bench/*.ts', { cwd: CHECKOUT }).sort();
  const file = files.find((path) => basename(path, '.ts') === name);
  if (file) return (await generate()) || run(process.execPath, ['--expose-gc', inCheckout(file), ...args]);
  const names = files.map((path) => basename(path, '.ts')).join(', ') || 'none yet';
  console.error(
    name ? `There is no benchmark "${name}"; there are: ${names}.` : `Name a benchmark: ${names}.`,
  );
  return 1;
}
