import { expect, test } from '../fixtures/test.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';

/** Requests that may pass before the line goes dead. */
const PIECES_BEFORE_SILENCE = 2;

test('an upload that a reload interrupts goes on where it stopped, when the file is chosen again', async ({
  page,
  session,
  makeVideo,
}) => {
  const video = await makeVideo({ sizeBytes: 70 * MEGABYTE, name: 'long-way.mp4' });
  const announced: string[] = [];
  const offsets: number[] = [];
  page.on('request', (request) => {
    if (!new URL(request.url()).pathname.startsWith('/uploads')) return;
    if (request.method() === 'POST') announced.push(request.url());
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  let pieces = 0;
  await page.route('**/uploads/*', async (route) => {
    const silent = route.request().method() === 'PATCH' && ++pieces > PIECES_BEFORE_SILENCE;
    if (!silent) await route.continue();
  });
  page.on('dialog', (dialog) => void dialog.accept());

  await page.goto('/library');
  const choose = async () => {
    const opening = page.waitForEvent('filechooser');
    await page.getByText('choose a file').click();
    await (await opening).setFiles(video.path);
  };
  await choose();
  await expect.poll(() => pieces).toBeGreaterThan(PIECES_BEFORE_SILENCE);
  const stoppedAt = offsets.at(-1)!;
  expect(stoppedAt).toBeGreaterThan(0);
  await page.reload();
  await page.unrouteAll({ behavior: 'ignoreErrors' });

  await expect(page.getByText('Unfinished uploads')).toBeVisible();
  await expect(page.getByText('long-way.mp4 (70.0 MB)')).toBeVisible();
  offsets.length = 0;
  await choose();
  const card = page.getByRole('article').filter({ hasText: video.name });
  await expect(card.getByText('Ready for TikTok')).toBeVisible({ timeout: 30_000 });
  expect(offsets[0]).toBeGreaterThanOrEqual(stoppedAt);
  expect(announced).toHaveLength(1);
  await expect(page.getByText('Unfinished uploads')).toHaveCount(0);

  const query = '{ mediaAssets(first: 1) { edges { node { fileName sha256 } } } }';
  expect(await session.ask(query)).toEqual({
    mediaAssets: { edges: [{ node: { fileName: video.name, sha256: video.sha256 } }] },
  });
});
