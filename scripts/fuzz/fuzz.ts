import { inCheckout } from '../checkout.ts';
import { endCommandsOnSignal, run } from '../command.ts';
import { generate } from '../generate.ts';

/** Plays long seeded runs of hostile input against a product of its own; `--seed N` repeats one, `--scale 0.1` is a tenth. */
export async function fuzz(args: string[]): Promise<number> {
  endCommandsOnSignal();
  return (await generate()) || run(process.execPath, [inCheckout('e2e', 'fuzz', 'main.ts'), ...args]);
}
