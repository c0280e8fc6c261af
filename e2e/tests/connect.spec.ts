import type { Page } from '@playwright/test';
import { signIn } from '../fixtures/sign-in.ts';
import { type Creator, expect, test } from '../fixtures/test.ts';

test('who refuses on TikTok’s page comes back to a sentence, and no account', async ({
  page,
  makeCreator,
}) => {
  const creator = await openConsentPage(page, await makeCreator());
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('The connection was refused on TikTok’s page')).toBeVisible();
  await expect(page.getByText(`@${creator.username}`)).toHaveCount(0);
});

test('who allows only a part is told what is missing, and can allow it later', async ({
  page,
  makeCreator,
}) => {
  const creator = await openConsentPage(page, await makeCreator());
  await page.getByRole('switch', { name: 'Post content to your account' }).uncheck();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expect(
    page.getByText(`${creator.nickname} is connected, but not everything was allowed`),
  ).toBeVisible();
  await expect(page.getByText('Missing: Direct posts (video.publish).')).toBeVisible();
  const card = page.getByRole('listitem').filter({ hasText: `@${creator.username}` });
  await expect(card.getByTitle('video.publish')).toHaveCount(0);

  await openConsentPage(page, creator);
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expect(page.getByText(`${creator.nickname} is connected`, { exact: true })).toBeVisible();
  await expect(card.getByTitle('video.publish')).toBeVisible();
});

test('an answer of TikTok’s works once, and only in the browser that asked', async ({
  page,
  session,
  simulator,
  makeCreator,
}) => {
  const creator = await openConsentPage(page, await makeCreator());
  const { promise: callback, resolve } = Promise.withResolvers<string>();
  await page.route(`${simulator.url}/v2/auth/authorize/**`, async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    const { pathname, search } = new URL(answer.headers().location!);
    resolve(pathname + search);
    await route.fulfill({ body: 'Held back.' });
  });
  await page.getByRole('button', { name: 'Authorize' }).click();

  const stranger = await signIn(session.as({}));
  const elsewhere = await stranger.fetch(await callback);
  expect(elsewhere.headers.get('location')).toContain('connectError=state_invalid');

  await page.goto(await callback);
  await expect(page.getByText(`${creator.nickname} is connected`, { exact: true })).toBeVisible();
  await page.goto(await callback);
  await expect(page.getByText('did not belong to a connection that this browser started')).toBeVisible();
});

async function openConsentPage(page: Page, creator: Creator): Promise<Creator> {
  await page.goto('/accounts');
  await page.getByRole('link', { name: 'Connect TikTok' }).first().click();
  await page.getByRole('radio', { name: creator.nickname }).check();
  return creator;
}
