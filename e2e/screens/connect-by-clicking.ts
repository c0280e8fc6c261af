import { expect, type Page } from '@playwright/test';

/** Goes through TikTok's consent page as a person does, and ends on the accounts page. */
export async function connectByClicking(page: Page, nickname: string): Promise<void> {
  await page.getByRole('link', { name: 'Connect TikTok' }).click();
  await expect(page.getByRole('heading', { name: /use your account/ })).toBeVisible();
  await page.getByRole('radio', { name: nickname }).check();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await expect(page.getByText(`${nickname} is connected`)).toBeVisible();
}
