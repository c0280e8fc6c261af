import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'api',
    root: import.meta.dirname,
    include: ['src/**/*.test.ts'],
    globalSetup: ['@airdate/db/testing/global-setup'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
