import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { inCheckout } from '../checkout.ts';
import type { ProcessLog } from './log.ts';
import { StartError } from './start-error.ts';

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** A process that ran this long is restarted without delay the next time. */
const STEADY_MS = 60_000;

export type AppSpec = {
  name: string;
  /** Path in the checkout, run by this very Node. */
  script: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
};

/**
 * One process of the product. It sends a message over its IPC channel when it is ready, and ends by itself when the
 * channel closes, which is also how it learns that this program was killed.
 */
export class App {
  readonly #spec: AppSpec;
  readonly #log: ProcessLog;
  #child: ChildProcess | undefined;
  #stopping = false;
  #backoffMs = FIRST_BACKOFF_MS;

  constructor(spec: AppSpec, log: ProcessLog) {
    this.#spec = spec;
    this.#log = log;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * @returns the message by which it said that it is ready
   * @throws StartError when it ends or stays silent instead of becoming ready
   */
  async start(): Promise<unknown> {
    const child = this.#spawn();
    const message = await this.#ready(child);
    void this.#keepRunning(child);
    return message;
  }

  /** Asks it to end, and insists after 15 s. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child) await end(this.#child);
    await this.#log.close();
  }

  /** Ends it; it is started again by itself. */
  async restart(): Promise<void> {
    this.#backoffMs = 0;
    if (this.#child) await end(this.#child);
  }

  #spawn(): ChildProcess {
    const { script, args = [], env } = this.#spec;
    const child = spawn(process.execPath, [inCheckout(script), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A process group of its own: Ctrl-C reaches this program alone, which then stops the others in order.
      detached: true,
    });
    this.#child = child;
    this.#log.follow(child.stdout!);
    this.#log.follow(child.stderr!);
    return child;
  }

  #ready(child: ChildProcess): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const { name } = this.#spec;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(
        new StartError(
          `The ${name} process was not ready after ${READY_TIMEOUT_MS / 1000} s; see ${this.#log.file}.`,
        ),
      );
    }, READY_TIMEOUT_MS);
    let ready = false;
    child.once('message', (message) => {
      ready = true;
      resolve(message);
    });
    child.once('close', (code, signal) => {
      if (ready) return;
      if (!this.#stopping) console.error(this.#log.lastLines().join('\n'));
      const reason = `ended (${signal ?? code}) before it was ready`;
      reject(new StartError(`The ${name} process ${reason}; see ${this.#log.file}.`));
    });
    return promise.finally(() => clearTimeout(timer));
  }

  async #keepRunning(first: ChildProcess): Promise<void> {
    let child = first;
    for (;;) {
      const startedAt = Date.now();
      const reason = await ended(child);
      if (this.#stopping) return;
      if (Date.now() - startedAt > STEADY_MS) this.#backoffMs = FIRST_BACKOFF_MS;
      if (this.#backoffMs > 0) {
        console.error(
          `The ${this.#spec.name} process ended (${reason}) and is started again; see ${this.#log.file}.`,
        );
        await sleep(this.#backoffMs);
      }
      this.#backoffMs = Math.min(Math.max(this.#backoffMs * 2, FIRST_BACKOFF_MS), LONGEST_BACKOFF_MS);
      if (this.#stopping) return;
      child = this.#spawn();
    }
  }
}

function ended(child: ChildProcess): Promise<number | string | null> {
  if (hasEnded(child)) return Promise.resolve(child.signalCode ?? child.exitCode);
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exit = ended(child);
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exit;
  clearTimeout(timer);
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;
