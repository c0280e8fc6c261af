import { format } from 'node:util';
import type { Logger } from 'pino';
import { isClientGone } from './client-gone.ts';
import { errorFacts } from './log.ts';

const LEVELS = {
  debug: 'debug',
  trace: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
} as const;

/**
 * Makes lines of the log out of what libraries and the runtime itself write to the terminal: warnings, and errors that
 * nobody caught, after which the process ends as it would have.
 */
export function captureConsole(log: Logger): void {
  for (const [name, level] of Object.entries(LEVELS) as [
    keyof typeof LEVELS,
    (typeof LEVELS)[keyof typeof LEVELS],
  ][])
    console[name] = (...words: unknown[]) => {
      const error = words.find((word) => word instanceof Error);
      const said = words.filter((word) => !(word instanceof Error));
      log[isClientGone(error) ? 'debug' : level](
        { part: 'console', ...(error && { err: error }) },
        format(...said).trim(),
      );
    };
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: errorFacts(warning) }, 'a warning of the runtime'));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'nobody caught an error; the process ends');
    process.exit(1);
  });
}
