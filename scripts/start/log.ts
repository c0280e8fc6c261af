import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const MAX_BYTES = 20 * 1024 * 1024;
/** pino's number for warnings; what is below stays in the file. */
const WARN = 40;
const KEPT_LINES = 20;

/** The log of one process: everything goes to its file, what matters also to the terminal. */
export type ProcessLog = {
  file: string;
  follow(stream: Readable): void;
  /** What the process wrote last, for the sentence about its death. */
  lastLines(): string[];
  close: () => Promise<void>;
};

export function openLog(dataDir: string, name: string, options: { verbose: boolean }): ProcessLog {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${name}.log`);
  rotate(file);
  const sink = createWriteStream(file, { flags: 'a', mode: 0o600 });
  sink.on('error', () => {});
  const last: string[] = [];

  const write = (line: string) => {
    sink.write(`${line}\n`);
    last.push(line);
    if (last.length > KEPT_LINES) last.shift();
    const shown = options.verbose ? line : summarise(line);
    if (shown) console.error(`[${name}] ${shown}`);
  };

  return {
    file,
    follow: (stream) => createInterface({ input: stream }).on('line', write),
    lastLines: () => [...last],
    close: () => new Promise((resolve) => sink.end(resolve)),
  };
}

/** @returns what a warning or error says; nothing for lines that only the file needs */
function summarise(line: string): string | undefined {
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: number;
      msg?: string;
      err?: { message?: string };
    };
    if (typeof level !== 'number' || level < WARN) return undefined;
    return [msg, err?.message].filter(Boolean).join(': ');
  } catch {
    return undefined;
  }
}

function rotate(file: string): void {
  try {
    if (statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`);
  } catch {
    // There is none yet.
  }
}
