import { defineConfig } from '@playwright/test';
import tests from '../playwright.config.ts';

/** Takes the pictures of the documentation anew: `npm run screenshots` in this package. No part of `npm test`. */
export default defineConfig({
  ...tests,
  testDir: '.',
  outputDir: '../test-results',
  workers: 1,
  projects: [
    {
      name: 'pictures',
      testMatch: '*.pictures.ts',
      use: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5, colorScheme: 'light' },
    },
  ],
});
