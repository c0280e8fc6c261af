import { expect, type Page } from '@playwright/test';

/** One look at the post's page: its status, and the steps of its timeline. */
export type Sight = {
  status: string;
  steps: string[];
};

/** Somebody who sits in front of a post's page and notes whatever changes on it. */
export class PostWatch {
  readonly #page: Page;
  readonly #url: string;
  #navigations = 0;

  private constructor(page: Page) {
    this.#page = page;
    this.#url = page.url();
    page.on('framenavigated', () => this.#navigations++);
    page.on('request', (request) => {
      if (request.isNavigationRequest()) this.#navigations++;
    });
  }

  /** Begins to watch the page that is shown. */
  static async begin(page: Page): Promise<PostWatch> {
    await expect(page.getByTestId('post-status')).toBeVisible();
    const watch = new PostWatch(page);
    await page.evaluate(() => {
      const sights: Sight[] = [];
      Object.assign(globalThis, { airdateSights: sights });
      const look = () => {
        const status = document.querySelector<HTMLElement>('[data-testid=post-status]')?.dataset.status ?? '';
        const steps = [...document.querySelectorAll<HTMLElement>('[data-event]')].map(
          ({ dataset }) => dataset.event ?? '',
        );
        const last = sights.at(-1);
        if (last?.status !== status || last.steps.join() !== steps.join()) sights.push({ status, steps });
      };
      look();
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    return watch;
  }

  /** Waits for TikTok's confirmation, and asserts that the page was never loaded anew. @returns all that was seen */
  async untilPublished(timeout: number): Promise<Sight[]> {
    await expect(this.#page.getByTestId('post-status')).toHaveAttribute('data-status', 'PUBLISHED', {
      timeout,
    });
    await expect(this.#page.locator('[data-event="POST_PUBLISHED"]')).toBeVisible();
    expect(this.#page.url()).toBe(this.#url);
    expect(this.#navigations, 'navigations while watching').toBe(0);
    return this.#page.evaluate(() => (globalThis as unknown as { airdateSights: Sight[] }).airdateSights);
  }
}
