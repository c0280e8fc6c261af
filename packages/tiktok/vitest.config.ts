import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'tiktok',
    include: ['src/**/*.test.ts', 'simulator/**/*.test.ts', 'contract/**/*.test.ts'],
  },
});
