import { type CommandOptions, capture } from '../command.ts';

export type StepOutcome = {
  ok: boolean;
  /** Shown when the step failed. */
  output: string;
};

/** One thing that `npm run check` looks at. */
export type Step = {
  name: string;
  run: () => Promise<StepOutcome>;
};

export interface StepResult extends StepOutcome {
  name: string;
  seconds: number;
}

/** A step that passes when its command exits with 0. */
export function commandStep(name: string, command: string, args: string[], options?: CommandOptions): Step {
  return {
    name,
    async run() {
      const { status, output } = await capture(command, args, options);
      return { ok: status === 0, output };
    },
  };
}

export async function runStep({ name, run }: Step): Promise<StepResult> {
  const startedAt = performance.now();
  const outcome = await run().catch((error: Error) => ({ ok: false, output: error.stack ?? error.message }));
  return { ...outcome, name, seconds: (performance.now() - startedAt) / 1000 };
}
