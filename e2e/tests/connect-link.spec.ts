import type { Page } from '@playwright/test';
import { type Creator, expect, test } from '../fixtures/test.ts';
import { expectAccessible } from '../screens/accessible.ts';

test('a creator without a login connects an account by a link, sees who asks, and does so once', async ({
  page,
  browser,
  baseURL,
  makeCreator,
  consoleErrors,
}) => {
  consoleErrors.allow(/status of 404/);
  const creator = await makeCreator();
  await page.goto('/accounts');
  await page.getByRole('button', { name: 'Copy a link for the creator' }).click();
  const dialog = page.getByRole('dialog', { name: 'A link for the creator' });
  const link = await dialog.getByLabel('Link for the creator').inputValue();
  await expectAccessible(page, 'the dialog with the link');
  await dialog.getByRole('button', { name: 'Close' }).click();

  const context = await browser.newContext({ baseURL });
  const theirs = await context.newPage();
  const answer = await theirs.goto(link);
  expect(answer?.headers()['referrer-policy']).toMatch(/same-origin$/);
  await expect(theirs.getByRole('heading', { name: /asks to connect your TikTok account/ })).toBeVisible();
  await expect(theirs.getByText('(video.publish)')).toBeVisible();
  await expectAccessible(theirs, 'the page of the link');

  await test.step('and may think again', async () => {
    await decide(theirs, creator, 'Cancel');
    await expect(theirs.getByText('You did not allow it on TikTok’s page.')).toBeVisible();
    await expectAccessible(theirs, 'the outcome');
  });

  await theirs.goto(link);
  await decide(theirs, creator, 'Authorize');
  await expect(theirs.getByRole('heading', { name: 'Your TikTok account is connected' })).toBeVisible();
  await expect(page.getByText(`@${creator.username}`)).toBeVisible();

  await theirs.goto(link);
  await expect(theirs.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
  await context.close();
});

async function decide(page: Page, creator: Creator, button: 'Authorize' | 'Cancel'): Promise<void> {
  await page.getByRole('link', { name: 'Continue to TikTok' }).click();
  await page.getByRole('radio', { name: creator.nickname }).check();
  await page.getByRole('button', { name: button }).click();
}
