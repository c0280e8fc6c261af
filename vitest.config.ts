import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Each of them says `maxWorkers: '100%'`: they inherit nothing from here, and on two processors the default is one
    // worker, while most tests wait for a database or a process.
    projects: ['packages/*/vitest.config.ts', 'apps/*/vitest.config.ts', 'scripts/vitest.config.ts'],
  },
});
