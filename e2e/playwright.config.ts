import { existsSync } from 'node:fs';
import { chromium, defineConfig, devices } from '@playwright/test';

const SYSTEM_CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Playwright's own Chromium where it is installed, else the machine's. */
function findChromium(): string | undefined {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  return existsSync(chromium.executablePath())
    ? undefined
    : SYSTEM_CHROMIUMS.find((path) => existsSync(path));
}

/** The longest test has a project of its own, which starts first, so that it does not run alone at the end. */
const LONGEST = 'main-job.spec.ts';

export default defineConfig({
  testDir: 'tests',
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: findChromium() },
  },
  projects: [
    { name: 'main job', testMatch: LONGEST },
    { name: 'everything else', testIgnore: LONGEST },
  ],
});
