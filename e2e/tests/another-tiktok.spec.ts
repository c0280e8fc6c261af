import { test as base, expect } from '../fixtures/browser.ts';
import { startSimulator } from '../fixtures/node-process.ts';
import { makeDataDir, Product, pickPorts } from '../fixtures/product.ts';
import { Simulator } from '../fixtures/simulator.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';
import { Composer } from '../screens/composer.ts';
import { connectByClicking } from '../screens/connect-by-clicking.ts';

const APP = { clientKey: 'awfaraway', clientSecret: 'kept-by-another-server' };

const test = base.extend<{ elsewhere: { product: Product; tiktok: Simulator } }>({
  elsewhere: async ({}, use) => {
    await using stack = new AsyncDisposableStack();
    const ports = await pickPorts();
    const appUrl = `http://localhost:${ports.app}`;
    const server = await startSimulator(APP, [
      ...['--audited', '--redirect-uri', `${appUrl}/oauth/tiktok/callback`],
      ...['--webhook-url', `${appUrl}/webhooks/tiktok`],
    ]);
    stack.defer(() => server.stop());
    const dataDir = makeDataDir();
    stack.defer(() => dataDir.remove());
    const env = {
      TIKTOK_CLIENT_KEY: APP.clientKey,
      TIKTOK_CLIENT_SECRET: APP.clientSecret,
      TIKTOK_API_URL: server.url,
      TIKTOK_AUTHORIZE_URL: `${server.url}/v2/auth/authorize/`,
      TIKTOK_APP_AUDITED: 'true',
    };
    const product = new Product({ dataDir: dataDir.path, ports, env });
    stack.defer(async () => void (await product.stop()));
    await product.ready();
    await use({ product, tiktok: new Simulator(server.url) });
  },
  baseURL: async ({ elsewhere }, use) => use(elsewhere.product.url),
});

test('a TikTok at another address, named by the environment alone, is connected and published to', async ({
  page,
  elsewhere: { product, tiktok },
  makeVideo,
}) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/setup$/);
  await page.goto(product.setUpUrl);
  await page.getByLabel('Your name').fill('Olive Owner');
  await page.getByLabel('E-mail').fill('olive@example.com');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByLabel('Team').fill('Harbour');
  await page.getByRole('button', { name: 'Create the team' }).click();

  await page.getByRole('link', { name: 'Accounts' }).click();
  await connectByClicking(page, 'Mia Makes');
  const video = await makeVideo({ sizeBytes: MEGABYTE });
  const composer = new Composer(page);
  await composer.open();
  await composer.chooseAccount('Mia Makes');
  await composer.pickFile(video.path);
  await composer.caption.fill('From far away');
  await composer.choosePrivacy('Everyone');
  await composer.publish();
  await expect(page.getByTestId('post-status')).toHaveAttribute('data-status', 'PUBLISHED', {
    timeout: 30_000,
  });

  const published = { username: 'mia.makes', caption: 'From far away', sha256: video.sha256 };
  expect(await tiktok.posts()).toMatchObject([published]);
  expect(await tiktok.violations()).toEqual([]);
});
