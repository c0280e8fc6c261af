import { writeSync } from 'node:fs';
import { type Logger, pino } from 'pino';

type ErrorFacts = {
  name: string;
  message: string;
  code?: string;
  logId?: string;
  stack?: string;
  cause?: ErrorFacts;
};

/**
 * What a log line says of an error: these fields and no others, because libraries hang connections, requests and headers
 * on theirs, and with them secrets.
 */
export function errorFacts(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) };
  const { name, message, stack, cause } = error;
  const { code, logId } = error as { code?: unknown; logId?: unknown };
  return {
    name,
    message,
    ...(typeof code === 'string' && { code }),
    ...(typeof logId === 'string' && { logId }),
    stack,
    ...(cause instanceof Error && { cause: errorFacts(cause) }),
  };
}

const STANDARD_OUTPUT = 1;

/** Never waits: when nobody reads any more, a line is lost rather than the process stuck in writing it. */
const output = {
  write(line: string): void {
    try {
      writeSync(STANDARD_OUTPUT, line);
    } catch {
      // Whoever read the log is gone, and there is nowhere else to say so.
    }
  },
};

/** One JSON object per line on standard output. */
export function createLogger(level: string, base: Record<string, string> = {}): Logger {
  return pino({ level, base, serializers: { err: errorFacts } }, output);
}
