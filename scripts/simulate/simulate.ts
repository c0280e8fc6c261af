import { inCheckout } from '../checkout.ts';
import { endCommandsOnSignal, run } from '../command.ts';
import { generate } from '../generate.ts';

/** Plays seeded months of many teams on a moved clock; `--seed N` repeats one, `--bugs` looks whether bugs are found. */
export async function simulate(args: string[]): Promise<number> {
  endCommandsOnSignal();
  return (
    (await generate()) || run(process.execPath, [inCheckout('apps', 'api', 'simulate', 'main.ts'), ...args])
  );
}
