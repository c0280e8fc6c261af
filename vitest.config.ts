import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.ts', 'apps/*/vitest.config.ts', 'scripts/vitest.config.ts'],
    // Most tests wait for a database or a process: two workers leave two processors half idle.
    maxWorkers: availableParallelism() + 1,
  },
});
