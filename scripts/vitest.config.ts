import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'scripts',
    maxWorkers: '100%',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
