// Runs one task: `node scripts/tasks.ts NAME [ARGUMENT …]`. Each task is loaded only when it is asked for.

/** A task returns its exit code. */
type Task = (args: string[]) => Promise<number>;

const TASKS: Record<string, () => Promise<Task>> = {
  bench: async () => (await import('./bench/bench.ts')).bench,
  chaos: async () => (await import('./chaos/chaos.ts')).chaos,
  check: async () => (await import('./check/check.ts')).check,
  dev: async () => (await import('./start/start.ts')).dev,
  fuzz: async () => (await import('./fuzz/fuzz.ts')).fuzz,
  'remove-second-factors': async () => (await import('./remove-second-factors/task.ts')).removeSecondFactors,
  'rotate-keys': async () => (await import('./rotate-keys/task.ts')).rotateKeys,
  setup: async () => (await import('./generate.ts')).generate,
  simulate: async () => (await import('./simulate/simulate.ts')).simulate,
  simulator: async () => (await import('./start/simulator.ts')).simulator,
  start: async () => (await import('./start/start.ts')).start,
  test: async () => (await import('./test/test.ts')).test,
};

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
if (load) {
  const task = await load();
  process.exitCode = await task(args);
} else {
  console.error(`There is no task "${name}". The tasks are ${Object.keys(TASKS).join(', ')}.`);
  process.exitCode = 1;
}
