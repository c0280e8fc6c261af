import { inCheckout } from '../checkout.ts';
import { run } from '../command.ts';

/** Runs the TikTok simulator on its own, with the arguments of its command line. */
export function simulator(args: string[]): Promise<number> {
  return run(process.execPath, [inCheckout('packages', 'tiktok', 'simulator', 'cli.ts'), ...args]);
}
