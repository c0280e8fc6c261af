import { connectCreator } from '../fixtures/connect-creator.ts';
import { awaitStatus, publishNew } from '../fixtures/posts.ts';
import { expect, test } from '../fixtures/test.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';
import { expectAccessible } from '../screens/accessible.ts';

test('a person decides on posts whose verdict cannot be had: published, given up, published again', async ({
  page,
  session,
  simulator,
  makeCreator,
  makeVideo,
}) => {
  test.setTimeout(120_000);
  const { username } = await makeCreator();
  const accountId = await connectCreator(session, username);
  const mediaAssetId = await uploadVideo(session, await makeVideo({ sizeBytes: MEGABYTE }));
  await simulator.addFault({
    point: 'status.fetch',
    creator: username,
    effect: { kind: 'error', code: 'scope_not_authorized' },
    times: null,
  });
  const publish = (caption: string) => publishNew(session, { accountId, mediaAssetId, caption });
  const found = await publish('On the profile');
  await expect.poll(() => simulator.postsOf(username), { timeout: 30_000 }).toHaveLength(1);
  const dropped = await publish('Never mind');
  const wanted = await publish('Once more');
  for (const id of [found, dropped, wanted]) await awaitStatus(session, id, 'UNCONFIRMED');

  await page.goto(`/posts/${encodeURIComponent(found)}`);
  await page.getByRole('button', { name: 'It is published' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Link of the post on TikTok, or its id').fill('https://www.tiktok.com/@nobody');
  await dialog.getByRole('button', { name: 'Mark as published' }).click();
  await expect(dialog.getByText('neither the link of a TikTok post nor its id')).toBeVisible();
  await expectAccessible(page, 'a post to decide on');
  await dialog.getByRole('radio', { name: 'On the profile' }).check();
  await dialog.getByRole('button', { name: 'Mark as published' }).click();
  await expect(page.getByTestId('post-status')).toHaveAttribute('data-status', 'PUBLISHED');
  await expect(page.getByRole('link', { name: 'View on TikTok' })).toBeVisible();
  await expect(page.getByText('Somebody found the post on TikTok and marked it as published.')).toBeVisible();

  await page.goto(`/posts/${encodeURIComponent(dropped)}`);
  await page.getByRole('button', { name: 'Give up' }).click();
  await dialog.getByRole('button', { name: 'Give up' }).click();
  await expect(page.getByTestId('post-status')).toHaveAttribute('data-status', 'FAILED');

  await page.goto(`/posts/${encodeURIComponent(wanted)}`);
  await page.getByRole('button', { name: 'Publish again' }).click();
  await dialog.getByRole('button', { name: 'Publish again' }).click();
  await expect(dialog.getByText('Say that the post may then be on TikTok twice.')).toBeVisible();
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Publish again' }).click();
  await expect(page.getByText('Somebody sent the post again')).toBeVisible();
});
