import { expect, type Locator, type Page } from '@playwright/test';

/** The screen on which a post is made, driven as a person does. */
export class Composer {
  readonly page: Page;
  readonly caption: Locator;
  readonly privacy: Locator;
  readonly publishButton: Locator;
  readonly scheduleButton: Locator;

  constructor(page: Page) {
    this.page = page;
    this.caption = page.getByRole('textbox', { name: 'Caption' });
    this.privacy = page.getByRole('combobox', { name: 'Who can view this video' });
    this.publishButton = page.getByRole('button', { name: 'Publish now' });
    this.scheduleButton = page.getByRole('button', { name: 'Schedule', exact: true });
  }

  async open(): Promise<void> {
    await this.page.getByRole('link', { name: 'New post' }).first().click();
    await expect(this.page.getByRole('heading', { name: 'New post', level: 1 })).toBeVisible();
  }

  async chooseAccount(nickname: string): Promise<void> {
    await this.page.getByRole('radio', { name: nickname }).check();
    await expect(this.page.getByTestId('creator-nickname')).toHaveText(nickname);
  }

  /** Takes a file by the browser's file picker; the upload has begun when this returns. */
  async pickFile(path: string): Promise<void> {
    const opening = this.page.waitForEvent('filechooser');
    await this.page.getByText('choose a file').click();
    await (await opening).setFiles(path);
  }

  /** Takes a video of the library. */
  async chooseVideo(mediaAssetId: string): Promise<void> {
    await this.page.locator(`input[name=media][value="${mediaAssetId}"]`).check();
    await expect(this.page.getByText('Ready for TikTok')).toBeVisible();
  }

  async choosePrivacy(label: string): Promise<void> {
    await this.privacy.click();
    await this.page.getByRole('option', { name: label }).click();
  }

  /** @returns when the post's page is shown */
  async publish(): Promise<void> {
    await expect(this.publishButton).toBeEnabled();
    await this.publishButton.click();
    await this.page.waitForURL('**/posts/*');
  }

  /** @param localTime for example 2026-03-29T09:00 */
  async chooseTime(localTime: string, timeZone: string): Promise<void> {
    const [date, time] = localTime.split('T') as [string, string];
    await this.page.getByRole('radio', { name: 'At a date and time' }).check();
    await this.page.getByLabel('Date', { exact: true }).fill(date);
    await this.page.getByLabel('Time', { exact: true }).fill(time);
    await this.page.getByLabel('Time zone').selectOption(timeZone);
  }
}
