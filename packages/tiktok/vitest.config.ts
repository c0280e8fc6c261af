import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'tiktok',
    maxWorkers: '100%',
    include: ['src/**/*.test.ts', 'simulator/**/*.test.ts', 'contract/**/*.test.ts'],
    // Files share no state, and most of the time would go into loading modules again.
    isolate: false,
    // Against the real API, suites whose cases all need a simulator are empty.
    passWithNoTests: process.env.TIKTOK_CONTRACT_API_URL !== undefined,
  },
});
