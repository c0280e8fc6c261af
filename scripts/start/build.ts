import { capture } from '../command.ts';
import { StartError } from './start-error.ts';

type BuildOptions = {
  forDevelopment: boolean;
  /** Gives up when it aborts. */
  signal: AbortSignal;
};

/**
 * Generates code and, for production, builds the dashboard; turbo skips what has not changed.
 *
 * @throws StartError with the end of the output
 */
export async function build({ forDevelopment, signal }: BuildOptions): Promise<void> {
  const tasks = forDevelopment ? ['generate'] : ['generate', 'build'];
  const { status, output } = await capture(
    'turbo',
    ['run', ...tasks, '--output-logs=errors-only', '--ui=stream'],
    { signal },
  );
  if (status === 0 || signal.aborted) return;
  process.stderr.write(output);
  throw new StartError('The product could not be built; the reason is above.');
}
