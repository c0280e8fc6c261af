import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As Node resolves it for the libraries: a second copy of graphql would not know the first one's types.
  ssr: { resolve: { conditions: ['module-sync', 'node'], externalConditions: ['module-sync', 'node'] } },
  test: {
    name: 'api',
    maxWorkers: '100%',
    root: import.meta.dirname,
    include: ['{src,simulate}/**/*.test.ts'],
    globalSetup: ['@airdate/db/testing/global-setup'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
