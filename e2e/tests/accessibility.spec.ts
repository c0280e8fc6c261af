import { createApiKey } from '../fixtures/api-key.ts';
import { type BusyTeam, fillTeam } from '../fixtures/busy-team.ts';
import { test as base } from '../fixtures/test.ts';
import { expectAccessible } from '../screens/accessible.ts';

const DEVICES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

const test = base.extend<object, { busyTeam: BusyTeam }>({
  busyTeam: [
    async ({ session, simulator }, use) => {
      await createApiKey(session, 'Accessibility');
      await use(await fillTeam(session, simulator));
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

for (const [device, options] of Object.entries(DEVICES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`on a ${device}, ${colorScheme}`, () => {
      test.use({ ...options, colorScheme, contextOptions: { reducedMotion: 'reduce' } });

      test('every screen meets WCAG 2.2 AA and fits its window', async ({
        page,
        busyTeam,
        simulator,
        consoleErrors,
      }) => {
        test.setTimeout(180_000);
        consoleErrors.allow(/status of 404/);
        for (const path of screensOf(busyTeam)) {
          await test.step(path, async () => {
            await page.goto(path);
            await expectAccessible(page, path);
          });
        }
        for (const path of simulatorScreensOf(busyTeam)) {
          await test.step(`simulator ${path}`, async () => {
            await page.goto(simulator.url + path);
            await expectAccessible(page, `simulator ${path}`);
          });
        }
        await test.step('consent page', async () => {
          await page.goto('/oauth/tiktok/start');
          await expectAccessible(page, 'consent page');
        });
        await test.step('sign in', async () => {
          await page.context().clearCookies();
          await page.goto('/sign-in');
          await expectAccessible(page, '/sign-in');
        });
      });
    });
  }
}

function screensOf({ accountId, posts }: BusyTeam): string[] {
  const at = (folder: string, id: string) => `/${folder}/${encodeURIComponent(id)}`;
  return [
    ...['/', '/compose', at('compose', posts.draft), '/posts', '/calendar', '/library', '/accounts'],
    ...[at('accounts', accountId), '/schedules', '/quota', '/api-keys', '/settings', '/no-such-page'],
    ...Object.values(posts).map((id) => at('posts', id)),
  ];
}

function simulatorScreensOf({ username }: BusyTeam): string[] {
  const panel = ['', '/faults', '/app', '/webhooks', '/violations', '/calls'];
  return ['/', `/creators/${username}`, ...panel.map((path) => `/control-panel${path}`)];
}
