import { type ChildProcess, spawn } from 'node:child_process';
import { CHECKOUT, toolEnv } from './checkout.ts';

export type CommandOptions = {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Ends the command when it aborts. */
  signal?: AbortSignal;
};

export type CommandResult = {
  /** 127 when the command could not be started. */
  status: number;
  /** Standard output and standard error, as they came. */
  output: string;
};

const running = new Set<ChildProcess>();

/** Makes a signal that ends this program end the commands that it runs, too. */
export function endCommandsOnSignal(): void {
  const end = () => {
    for (const child of running) child.kill('SIGTERM');
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

function keep(child: ChildProcess): void {
  running.add(child);
  child.on('close', () => running.delete(child));
}

/** Runs a command quietly and returns what it wrote. */
export function capture(
  command: string,
  args: string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const child = spawn(command, args, { ...settle(options), stdio: ['ignore', 'pipe', 'pipe'] });
  keep(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  child.on('error', (error) => resolve({ status: 127, output: error.message }));
  child.on('close', (code) => resolve({ status: code ?? 1, output }));
  return promise;
}

/** Runs a command on this terminal. @returns its exit code */
export function run(command: string, args: string[], options: CommandOptions = {}): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = spawn(command, args, { ...settle(options), stdio: 'inherit' });
  keep(child);
  child.on('error', () => resolve(127));
  child.on('close', (code) => resolve(code ?? 1));
  return promise;
}

const settle = ({ cwd = CHECKOUT, env = {}, signal }: CommandOptions) => ({ cwd, env: toolEnv(env), signal });
