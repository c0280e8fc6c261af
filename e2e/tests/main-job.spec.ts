import type { Page } from '@playwright/test';
import { downloadedSha256 } from '../fixtures/download.ts';
import { DEMO_LOGIN } from '../fixtures/sign-in.ts';
import { expect, test } from '../fixtures/test.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';
import { Composer } from '../screens/composer.ts';
import { connectByClicking } from '../screens/connect-by-clicking.ts';
import { PostWatch, type Sight } from '../screens/post-watch.ts';

const TIME_ZONE = 'Europe/Berlin';
const MINUTE_MS = 60_000;
/** A TikTok that takes its time, so that there is something to watch. */
const CHUNK_LATENCY_MS = 1_500;
const PROCESSING_MS = 4_000;

test.use({ signedIn: false });

test('from signing in to two videos on TikTok, one now and one a minute ahead, byte for byte', async ({
  page,
  simulator,
  makeCreator,
  makeVideo,
}) => {
  test.setTimeout(5 * MINUTE_MS);
  const creator = await makeCreator({ nickname: 'Clay Carla' });
  const large = await makeVideo({ sizeBytes: 70 * MEGABYTE, name: 'large.mp4' });
  const small = await makeVideo({ sizeBytes: 3 * MEGABYTE, name: 'small.mp4' });
  const fault = { point: 'upload', effect: { kind: 'none' }, latencyMs: CHUNK_LATENCY_MS, times: null };
  await simulator.addFault({ ...fault, creator: creator.username });
  await simulator.configure({ processingMs: PROCESSING_MS });

  await test.step('sign in with the login that the page shows', async () => {
    await page.goto('/');
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByText(DEMO_LOGIN.email)).toBeVisible();
    await page.getByLabel('E-mail').fill(DEMO_LOGIN.email);
    await page.getByLabel('Password').fill(DEMO_LOGIN.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByText('Demo team')).toBeVisible();
  });

  await test.step('connect TikTok', async () => {
    await page.getByRole('link', { name: 'Accounts' }).click();
    await connectByClicking(page, creator.nickname);
    const card = page.getByRole('listitem').filter({ hasText: `@${creator.username}` });
    await expect(card.locator('img')).toHaveJSProperty('complete', true);
    await expect(card.locator('img')).not.toHaveJSProperty('naturalWidth', 0);
    await expect(card.getByTitle('video.publish')).toBeVisible();
  });

  const composer = new Composer(page);
  await test.step('upload the large video and publish it now', async () => {
    await composer.open();
    await composer.chooseAccount(creator.nickname);
    const progress = await progressWhile(page, large.name, () => composer.pickFile(large.path));
    expect(progress.filter((percent) => percent > 0 && percent < 100).length).toBeGreaterThan(0);
    await composer.caption.fill('The large one');
    await composer.choosePrivacy('Everyone');
    await composer.publish();
  });

  let shownId = '';
  await test.step('watch it go out, step by step', async () => {
    const watch = await PostWatch.begin(page);
    expectStepByStep(await watch.untilPublished(MINUTE_MS));
    shownId = (await page.getByText(/^\d{19}$/).textContent()) ?? '';
    expect(shownId).toMatch(/^\d{19}$/);
  });

  await test.step('upload the small video and schedule it', async () => {
    await composer.open();
    await composer.chooseAccount(creator.nickname);
    await composer.pickFile(small.path);
    await composer.caption.fill('The small one');
    await composer.choosePrivacy('Everyone');
    await composer.chooseTime(inOneMinute(), TIME_ZONE);
    await expect(composer.scheduleButton).toBeEnabled();
    await composer.scheduleButton.click();
    await page.waitForURL('**/posts/*');
    await expect(page.getByTestId('post-status')).toHaveAttribute('data-status', 'SCHEDULED');
  });

  await test.step('watch it go out by itself', async () => {
    const watch = await PostWatch.begin(page);
    expectStepByStep(await watch.untilPublished(3 * MINUTE_MS));
  });

  await test.step('find both on TikTok, identical', async () => {
    await page.goto(`${simulator.url}/creators/${creator.username}`);
    const firstPost = page.getByRole('listitem').filter({ hasText: 'The large one' });
    await expect(firstPost).toContainText(shownId);
    for (const { caption, video } of [
      { caption: 'The large one', video: large },
      { caption: 'The small one', video: small },
    ]) {
      const post = page.getByRole('listitem').filter({ hasText: caption });
      await expect(post).toHaveCount(1);
      await expect(post).toContainText(video.sha256);
      expect(await downloadedSha256(page, post.getByRole('link', { name: 'Download' }))).toBe(video.sha256);
    }
  });
  expect(await simulator.violations()).toEqual([]);
});

/** The first full minute that is at least one minute ahead, on the clock of the zone. */
function inOneMinute(): string {
  const instant = Math.ceil((Date.now() + MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: TIME_ZONE,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return clock.format(instant).replace(' ', 'T');
}

/** Every state of the upload's progress bar, in percent, until the video was found good. */
async function progressWhile(page: Page, fileName: string, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate((label) => {
    const seen: number[] = [];
    Object.assign(globalThis, { airdateProgress: seen });
    const look = () => {
      const bar = document.querySelector(`[role=progressbar][aria-label="${label}"]`);
      const percent = Number(bar?.getAttribute('aria-valuenow') ?? Number.NaN);
      if (Number.isFinite(percent) && seen.at(-1) !== percent) seen.push(percent);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  }, `Upload of ${fileName}`);
  await act();
  await expect(page.getByRole('progressbar', { name: `Upload of ${fileName}` })).toBeVisible();
  await expect(page.getByText('Ready for TikTok')).toBeVisible({ timeout: MINUTE_MS });
  return page.evaluate(() => (globalThis as unknown as { airdateProgress: number[] }).airdateProgress);
}

/** The statuses came in their order, and the timeline grew little by little. */
function expectStepByStep(sights: Sight[]): void {
  const statuses = sights.map(({ status }) => status).filter((status, at, all) => status !== all[at - 1]);
  expect(statuses.slice(-3)).toEqual(['PUBLISHING', 'PROCESSING', 'PUBLISHED']);
  const lengths = sights.map(({ steps }) => steps.length);
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  expect(new Set(lengths).size).toBeGreaterThan(3);
  const steps = sights.at(-1)!.steps;
  const order = [
    'POST_CREATED',
    'POST_SCHEDULED',
    'POST_PUBLISHING',
    'POST_INIT_ACCEPTED',
    'POST_PROCESSING',
    'POST_PUBLISHED',
  ];
  expect(steps.filter((step) => order.includes(step))).toEqual(order);
}
