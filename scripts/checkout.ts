import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const CHECKOUT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

export const inCheckout = (...parts: string[]) => join(CHECKOUT, ...parts);

export const existsInCheckout = (...parts: string[]) => existsSync(inCheckout(...parts));

/** This process's environment with the workspace's programs first in PATH, as `npm run` would have it. */
export function toolEnv(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const bin = inCheckout('node_modules', '.bin');
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => entry !== bin);
  return {
    ...process.env,
    PATH: [bin, ...path].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    CHECKPOINT_DISABLE: '1',
    ...extra,
  };
}
