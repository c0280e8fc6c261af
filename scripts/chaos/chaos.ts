import { inCheckout } from '../checkout.ts';
import { endCommandsOnSignal, run } from '../command.ts';
import { generate } from '../generate.ts';

/** Ends and stops workers and connections at every await point; `--only NAME` a part of it, `--scale 0.1` a tenth. */
export async function chaos(args: string[]): Promise<number> {
  endCommandsOnSignal();
  return (
    (await generate()) || run(process.execPath, [inCheckout('apps', 'api', 'chaos', 'main.ts'), ...args])
  );
}
