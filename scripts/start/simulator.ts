import { inCheckout } from '../checkout.ts';
import { endCommandsOnSignal, run } from '../command.ts';

/** Runs the TikTok simulator on its own, with the arguments of its command line. */
export function simulator(args: string[]): Promise<number> {
  endCommandsOnSignal();
  return run(process.execPath, [inCheckout('packages', 'tiktok', 'simulator', 'cli.ts'), ...args]);
}
