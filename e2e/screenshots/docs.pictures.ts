import type { Page } from '@playwright/test';
import { inCheckout } from '../fixtures/checkout.ts';
import { connectCreator } from '../fixtures/connect-creator.ts';
import type { GraphQLClient } from '../fixtures/graphql-client.ts';
import { awaitStatus, createPost, publishNew, schedulePost } from '../fixtures/posts.ts';
import { expect, test } from '../fixtures/test.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE, realMp4, type VideoOptions } from '../fixtures/video-file.ts';
import { Composer } from '../screens/composer.ts';

const DAY_MS = 86_400_000;
const TIME_ZONE = 'Europe/Berlin';
const PUBLISHED = [
  { clip: 'vase', caption: 'A tall vase in copper red, straight from the kiln #pottery' },
  { clip: 'cup', caption: 'Honey glaze on the morning cup, two coats and a wish' },
] as const;

test('the pictures of the documentation', async ({ page, session, simulator }) => {
  test.setTimeout(300_000);
  const accountId = await connectCreator(session, 'mia.makes');
  await connectCreator(session, 'north.kitchen');
  for (const { clip, caption } of PUBLISHED) {
    const mediaAssetId = await uploadClip(session, { clip, name: `${clip}.mp4`, sizeBytes: 8 * MEGABYTE });
    const id = await publishNew(session, { accountId, mediaAssetId, caption });
    await awaitStatus(session, id, 'PUBLISHED');
    if (clip === 'cup') await planWeek(session, { accountId, mediaAssetId });
  }
  const bowl = { clip: 'bowl', name: 'glazing-a-bowl.mp4', sizeBytes: 180 * MEGABYTE } as const;
  await uploadClip(session, bowl);

  const composer = new Composer(page);
  await page.goto('/');
  await composer.open();
  await composer.chooseAccount('Mia Makes');
  await page.getByRole('radio', { name: /glazing-a-bowl/ }).check();
  await composer.caption.fill('Glazing the big blue bowl, start to finish #pottery #clay');
  await composer.choosePrivacy('Everyone');
  await page.getByRole('checkbox', { name: 'Comment' }).check();
  await page.getByRole('button', { name: 'Keep this video' }).click();
  await page.setViewportSize({ width: 1280, height: 1180 });
  await take(page, 'composer');

  await page.setViewportSize({ width: 1280, height: 900 });
  const fourthChunk = { point: 'upload', skip: 3, effect: { kind: 'none' }, latencyMs: 15_000 };
  await simulator.addFault({ ...fourthChunk, creator: 'mia.makes' });
  await composer.publish();
  await expect(page.getByRole('progressbar', { name: 'Upload to TikTok' })).not.toHaveAttribute(
    'aria-valuenow',
    '0',
  );
  await expect(page.locator('[data-event="POST_UPLOAD_PROGRESS"]')).toBeVisible();
  await expect(page.getByText('The post is on its way to TikTok.')).toBeHidden();
  await take(page, 'post');

  await expect(page.getByTestId('post-status')).toHaveAttribute('data-status', 'PUBLISHED', {
    timeout: 60_000,
  });
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await expect(page.getByText('Going out next').first()).toBeVisible();
  await take(page, 'home');

  await page.setViewportSize({ width: 1280, height: 1200 });
  await page.goto(`${simulator.url}/creators/mia.makes`);
  await expect(page.locator('video')).toHaveCount(3);
  await take(page, 'simulator');
});

async function uploadClip(client: GraphQLClient, options: VideoOptions): Promise<string> {
  const video = await realMp4(options);
  try {
    return await uploadVideo(client, video);
  } finally {
    await video.remove();
  }
}

async function planWeek(
  client: GraphQLClient,
  media: { accountId: string; mediaAssetId: string },
): Promise<void> {
  const captions = ['Trimming feet, slowly', 'Friday piece: a lidded jar', 'Studio tour, part two'];
  for (const [at, caption] of captions.entries()) {
    const { id } = await createPost(client, { ...media, caption });
    const day = new Date(Date.now() + (at + 1) * DAY_MS).toISOString().slice(0, 10);
    const scheduled = await schedulePost(client, id!, { localTime: `${day}T18:30`, timeZone: TIME_ZONE });
    expect(scheduled).toMatchObject({ status: 'SCHEDULED' });
  }
}

/** Writes docs/images/NAME.png as soon as the page has come to rest. */
async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await page.mouse.move(0, 0);
  for (const video of await page.locator('video').all()) {
    await expect.poll(() => video.evaluate(isLoaded), `a video of ${name}`).toBe(true);
  }
  let before: Buffer = Buffer.alloc(0);
  await expect(async () => {
    const now = await page.screenshot();
    const rests = now.equals(before);
    before = now;
    expect(rests, `${name} has come to rest`).toBe(true);
  }).toPass();
  await page.screenshot({ path: inCheckout('docs', 'images', `${name}.png`) });
}

function isLoaded(video: HTMLElement | SVGElement): boolean {
  if (!(video instanceof HTMLVideoElement)) return false;
  const { readyState, networkState, seeking } = video;
  return readyState >= video.HAVE_CURRENT_DATA && networkState === video.NETWORK_IDLE && !seeking;
}
