import { connectCreator } from '../fixtures/connect-creator.ts';
import { createPost, schedulePost } from '../fixtures/posts.ts';
import { expect, test } from '../fixtures/test.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';
import { expectAccessible } from '../screens/accessible.ts';

const DAY_MS = 86_400_000;

test('a planned post says ahead that it will not go out, in the lists and on its page, until the creator is back', async ({
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
  const caption = `Warned ${username}`;
  const { id } = await createPost(session, { accountId, mediaAssetId, caption });
  const localTime = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 16);
  expect(await schedulePost(session, id!, { localTime, timeZone: 'UTC' })).toMatchObject({
    status: 'SCHEDULED',
  });
  const path = `/posts/${encodeURIComponent(id!)}`;
  const warning = page.getByText('As things are, this post will not go out');

  await page.goto(path);
  await expect(page.getByTestId('post-status')).toHaveAttribute('data-status', 'SCHEDULED');
  await expect(warning).toBeHidden();

  await simulator.disconnect(username);
  await expect(async () => {
    await page.goto(path);
    await expect(warning).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByText('posts that wait for it then go on')).toBeVisible();
  await expectAccessible(page, 'a post with a warning');

  const account = encodeURIComponent(accountId);
  await page.goto(`/posts?account=${account}`);
  const row = page.getByRole('link', { name: caption });
  await expect(row).toContainText('Will not go out as things are');
  await expectAccessible(page, 'a list with a warning');

  await connectCreator(session, username);
  await page.goto(`/posts?account=${account}`);
  await expect(row).toBeVisible();
  await expect(row).not.toContainText('Will not go out');
});
