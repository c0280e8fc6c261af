import { expect, type Locator, type Page } from '@playwright/test';

const MOST_STOPS = 60;

/** Somebody without a mouse. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Moves on with Tab until the target has the focus, and asserts that one can see that it has. */
  async tabTo(target: Locator): Promise<void> {
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      await this.#page.keyboard.press('Tab');
      if (await target.evaluate((element) => element === document.activeElement)) {
        expect(await hasVisibleFocus(target), `a visible focus on ${target}`).toBe(true);
        return;
      }
    }
    throw new Error(`${MOST_STOPS} times Tab did not lead to ${target}.`);
  }

  press(key: string): Promise<void> {
    return this.#page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text);
  }
}

/** Whether the element, or a label around a hidden input, has an outline. */
function hasVisibleFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => {
    const shown = [element, element.closest('label')].filter((candidate) => candidate !== null);
    return shown.some((candidate) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
    });
  });
}
