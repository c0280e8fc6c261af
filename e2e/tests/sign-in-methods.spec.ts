import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { AuthenticatorApp } from '../fixtures/authenticator-app.ts';
import { test as base, expect } from '../fixtures/browser.ts';
import { GraphQLClient } from '../fixtures/graphql-client.ts';
import { PasskeyDevice } from '../fixtures/passkey-device.ts';
import { makeDataDir, Product, pickPorts } from '../fixtures/product.ts';
import { setUp } from '../fixtures/sign-in.ts';
import { expectAccessible } from '../screens/accessible.ts';
import { Keyboard } from '../screens/keyboard.ts';

/** A TikTok app of which nobody asks anything here: the demo's shared login has no authenticator app. */
const REAL = { TIKTOK_CLIENT_KEY: 'awreal', TIKTOK_CLIENT_SECRET: 'kept-by-the-operator' };
const EMAIL = 'olive@example.com';
const PASSWORD = 'a long enough password';

const test = base.extend<object, { product: Product }>({
  product: [
    async ({}, use) => {
      const { path, remove } = makeDataDir();
      const product = new Product({ dataDir: path, ports: await pickPorts(), env: REAL });
      try {
        await product.ready();
        await setUp(new GraphQLClient(product.url), product.setUpUrl);
        await use(product);
      } finally {
        await product.stop();
        remove();
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ product }, use) => use(product.url),
});

test.afterEach(async ({ product, page }) => {
  await page.goto('about:blank');
  await product.runTask('remove-second-factors', EMAIL);
});

const card = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });

async function enterPassword(page: Page, path = '/sign-in'): Promise<void> {
  await page.goto(path);
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/settings');
  await card(page, 'You').getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
}

/** The key of the app that is being set up, as people type it. */
async function readKey(page: Page): Promise<AuthenticatorApp> {
  const key = await card(page, 'Authenticator app').locator('code').textContent();
  return new AuthenticatorApp(key ?? '');
}

/** From the settings page of somebody who is signed in. */
async function turnOn(page: Page): Promise<{ app: AuthenticatorApp; backupCodes: string[] }> {
  const region = card(page, 'Authenticator app');
  await region.getByLabel('Present password').fill(PASSWORD);
  await region.getByRole('button', { name: 'Set up an app' }).click();
  const app = await readKey(page);
  const backupCodes = (await region.getByLabel('Backup codes').inputValue()).split(/\s+/);
  await region.getByLabel('Code of the app').fill(app.code());
  await region.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByText('The authenticator app is on, and you are signed out')).toBeVisible();
  return { app, backupCodes };
}

test('somebody turns an app on, signs in with its codes and with a backup code, and turns it off', async ({
  page,
  product,
  consoleErrors,
}) => {
  consoleErrors.allow(/status of 400/);
  await enterPassword(page, '/sign-in?next=/settings');
  const region = card(page, 'Authenticator app');
  await region.getByLabel('Present password').fill('wrong password!');
  await region.getByRole('button', { name: 'Set up an app' }).click();
  await expect(region.getByRole('alert')).toHaveText('The present password is wrong.');
  await region.getByLabel('Present password').fill(PASSWORD);
  await region.getByRole('button', { name: 'Set up an app' }).click();

  await expect(region.getByRole('img', { name: 'The key for the authenticator app' })).toBeVisible();
  const app = await readKey(page);
  const backupCodes = (await region.getByLabel('Backup codes').inputValue()).split(/\s+/);
  expect(new Set(backupCodes).size).toBe(10);
  const download = page.waitForEvent('download');
  await region.getByRole('link', { name: 'Download the codes' }).click();
  const file = await (await download).path();
  expect(readFileSync(file, 'utf8').trim().split('\n')).toEqual(expect.arrayContaining(backupCodes));
  await region.getByLabel('Code of the app').fill(wrong(app));
  await region.getByRole('button', { name: 'Turn it on' }).click();
  await expect(region.getByRole('alert')).toHaveText(/^The code is wrong/);
  const code = app.code();
  await region.getByLabel('Code of the app').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await region.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByText('The authenticator app is on, and you are signed out')).toBeVisible();
  await expect(region.getByText('10 backup codes left.')).toBeVisible();
  await expect(page.getByRole('complementary').getByText('Live', { exact: true })).toBeVisible();

  await signOut(page);
  await enterPassword(page, '/sign-in?next=/posts');
  await expect(page.getByRole('heading', { name: 'Enter a code' })).toBeVisible();
  // The password alone opens nothing.
  await page.goto('/posts');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  expect((await page.request.get('/auth/sign-in-methods')).status()).toBe(401);
  await page.goto('/sign-in/code?next=/posts');
  await page.getByLabel('Code of the app').fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText(/^The code is wrong, or was used already/);
  await page.getByLabel('Code of the app').fill(app.code(1));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${product.url}/posts`);

  await signOut(page);
  await enterPassword(page);
  await page.getByRole('link', { name: 'Use a backup code instead' }).click();
  await page.getByLabel('Backup code').fill(backupCodes[3]!);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${product.url}/`);
  await page.goto('/settings');
  await expect(region.getByText('9 backup codes left.')).toBeVisible();

  await region.getByLabel('Present password').fill(PASSWORD);
  await region.getByRole('button', { name: 'Make new backup codes' }).click();
  await expect(region.getByText('10 backup codes left.')).toBeVisible();
  expect(await region.getByLabel('Backup codes').inputValue()).not.toContain(backupCodes[0]);
  await expect(region.getByLabel('Present password')).toHaveValue('');
  await region.getByLabel('Present password').fill(PASSWORD);
  await region.getByRole('button', { name: 'Turn it off' }).click();
  await expect(page.getByText('The authenticator app is off, and you are signed out')).toBeVisible();
  await signOut(page);
  await enterPassword(page);
  await expect(page).toHaveURL(`${product.url}/`);
});

test('nothing is sent before the page’s scripts run, so that no answer is shown bare', async ({
  page,
  consoleErrors,
}) => {
  consoleErrors.allow(/ERR_FAILED|dynamically imported module/);
  await enterPassword(page, '/sign-in?next=/settings');
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.goto('/settings', { waitUntil: 'domcontentloaded' });
  await expect(page.getByRole('button', { name: 'Set up an app' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toBeDisabled();
});

test('too many wrong codes say how long to wait, then to start over; a stale page leads back to the password', async ({
  page,
  consoleErrors,
}) => {
  consoleErrors.allow(/status of (?:400|429)/);
  await page.goto('/sign-in/code');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await enterPassword(page, '/sign-in?next=/settings');
  const { app } = await turnOn(page);
  await signOut(page);
  await enterPassword(page);
  for (let n = 0; n < 6; n++) {
    await page.getByLabel('Code of the app').fill(wrong(app));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText(
      n < 5 ? /^The code is wrong/ : /^Too many attempts\. Try again in \d seconds\.$/,
    );
  }
  await expect(async () => {
    await page.getByLabel('Code of the app').fill(wrong(app));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText('Too many wrong codes. Enter your password again.');
  }).toPass();
  await page.getByRole('link', { name: 'Start over' }).click();
  await expect(page.getByLabel('Password')).toBeVisible();
});

test('a passkey is added, named, signs in without a code, and is removed', async ({
  page,
  product,
  consoleErrors,
}) => {
  consoleErrors.allow(/status of 40[01]/);
  const device = await PasskeyDevice.plugIn(page);
  await enterPassword(page, '/sign-in?next=/settings');
  await turnOn(page);
  const region = card(page, 'Passkeys');
  const add = async (password: string) => {
    await region.getByLabel('Name of the passkey').fill('Laptop');
    await region.getByLabel('Present password').fill(password);
    await region.getByRole('button', { name: 'Add a passkey' }).click();
  };
  await add('wrong password!');
  await expect(region.getByRole('alert')).toHaveText('The present password is wrong.');
  await add(PASSWORD);
  await expect(page.getByText('The passkey is added, and you are signed out everywhere else.')).toBeVisible();
  await expect(region.getByRole('listitem')).toContainText('Laptop');
  await expect(region.getByRole('listitem')).toContainText('never used');
  await add(PASSWORD);
  await expect(region.getByRole('alert')).toHaveText('There is a passkey for you on this device already.');

  await region.getByRole('button', { name: 'Rename Laptop' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Work laptop');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(region.getByRole('listitem')).toContainText('Work laptop');

  await device.set({ present: false });
  await signOut(page);
  await page.goto('/sign-in?next=/posts');
  const button = page.getByRole('button', { name: 'Sign in with a passkey' });
  await expect(button).toBeVisible();
  await device.set({ present: true, verified: false });
  await button.click();
  await expect(page.getByRole('alert')).toHaveText('The browser was given no passkey. Try again.');
  await device.set({ verified: true });
  await button.click();
  await expect(page).toHaveURL(`${product.url}/posts`);
  await page.goto('/settings');
  await expect(region.getByRole('listitem')).toContainText('last used');

  await region.getByRole('button', { name: 'Remove Work laptop' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Present password').fill('wrong password!');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('The present password is wrong.');
  await dialog.getByLabel('Present password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('The passkey is removed, and you are signed out')).toBeVisible();
  await expect(region.getByRole('listitem')).toHaveCount(0);
  await device.set({ present: false });
  await signOut(page);
  await device.set({ present: true });
  await button.click();
  await expect(page.getByRole('alert')).toHaveText(/^This passkey is not known here/);
});

test('the browser offers a passkey where the e-mail address is typed', async ({ page, product }) => {
  const device = await PasskeyDevice.plugIn(page);
  await enterPassword(page, '/sign-in?next=/settings');
  const region = card(page, 'Passkeys');
  await region.getByLabel('Name of the passkey').fill('Laptop');
  await region.getByLabel('Present password').fill(PASSWORD);
  await region.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(region.getByRole('listitem')).toContainText('Laptop');
  await device.set({ present: false });
  await signOut(page);
  await expect(page.getByLabel('E-mail')).toHaveAttribute('autocomplete', 'username webauthn');
  await page.goto('about:blank');
  await device.set({ present: true });
  await page.goto('/sign-in?next=/posts');
  await expect(page).toHaveURL(`${product.url}/posts`);
});

test('all of it works by keyboard, and meets WCAG 2.2 AA in light and dark', async ({ page }, testInfo) => {
  await enterPassword(page, '/sign-in?next=/settings');
  const keyboard = new Keyboard(page);
  const region = card(page, 'Authenticator app');
  const look = async (name: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expectAccessible(page, `${name}, ${colorScheme}`);
      const path = testInfo.outputPath(`${name}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  };
  await look('off');
  await keyboard.tabTo(region.getByLabel('Present password'));
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await expect(region.locator('code')).toBeVisible();
  await look('set-up');
  const app = await readKey(page);
  await keyboard.tabTo(region.getByLabel('Code of the app'));
  await keyboard.type(app.code());
  await keyboard.press('Enter');
  await expect(page.getByText('The authenticator app is on, and you are signed out')).toBeVisible();
  await look('on');
  await signOut(page);
  await enterPassword(page);
  await look('code');
  await page.setViewportSize({ width: 390, height: 844 });
  await look('code-on-a-phone');
  await keyboard.tabTo(page.getByLabel('Code of the app'));
  await keyboard.type(app.code(1));
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Enter a code' })).toBeHidden();
  await page.goto('/settings');
  await look('on-a-phone');
});

test('whoever lost everything but the password gets in again, once the operator ran the command', async ({
  page,
  product,
}) => {
  await enterPassword(page, '/sign-in?next=/settings');
  await turnOn(page);
  const removed = await product.runTask('remove-second-factors', EMAIL.toUpperCase());
  expect(removed.output).toContain('Removed: the authenticator app, passkeys 0; sessions ended: 1.');
  expect(removed.code).toBe(0);
  await expect(page.getByRole('complementary').getByText('Your session has ended.')).toBeVisible();
  await enterPassword(page);
  await expect(page).toHaveURL(`${product.url}/`);
  const nobody = await product.runTask('remove-second-factors', 'nobody@example.com');
  expect([nobody.code, nobody.output]).toEqual([1, expect.stringContaining('Nobody here signs in with')]);
  expect((await product.runTask('remove-second-factors')).code).toBe(1);
});

/** Not the code of any moment near this one. */
function wrong(app: AuthenticatorApp): string {
  return String((Number(app.code()) + 500_000) % 1_000_000).padStart(6, '0');
}
