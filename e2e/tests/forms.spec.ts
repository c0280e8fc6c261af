import type { Page } from '@playwright/test';
import { connectCreator } from '../fixtures/connect-creator.ts';
import { awaitStatus, createPost } from '../fixtures/posts.ts';
import { test as base, expect } from '../fixtures/test.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';

const AWAY = 'The API does not answer at the moment.';

const test = base.extend<{ accountId: string }>({
  accountId: async ({ session, makeCreator }, use) => {
    const { username } = await makeCreator();
    await use(await connectCreator(session, username));
  },
});

/** Opens a page and waits until it answers to clicks. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('[data-live="live"]').first()).toBeVisible();
}

/** Lets no mutation of the page through until the returned function is called. */
async function cutOff(page: Page): Promise<() => Promise<void>> {
  await page.route('**/graphql', (route) => {
    const mutates = (route.request().postData() ?? '').includes('"query":"mutation');
    return mutates ? route.abort() : route.fallback();
  });
  return () => page.unroute('**/graphql');
}

test('a key is shown once, works until it is revoked, and a failed revocation can be tried again', async ({
  page,
  consoleErrors,
}, testInfo) => {
  consoleErrors.allow(/ERR_FAILED.*\/graphql/);
  const name = `Nightly ${testInfo.workerIndex}-${testInfo.retry}`;
  await open(page, '/api-keys');
  await page.getByLabel('Name').fill(name);
  const purposes = page.getByRole('group', { name: 'May be used for' });
  for (const purpose of await purposes.getByRole('checkbox').all()) await purpose.uncheck();
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(purposes.getByText('A key needs at least one scope.')).toBeVisible();
  await purposes.getByLabel('Read').check();
  await purposes.getByLabel('Videos').check();
  await page.getByLabel('Test key').check();
  await page.getByRole('button', { name: 'Create key' }).click();
  const shown = page.getByRole('dialog', { name: `The key “${name}”` });
  await expect(shown.getByLabel('API key')).toHaveValue(/^adk_test_.{20,}/);
  await shown.getByRole('button', { name: 'I have stored it' }).click();
  await expect(page.getByLabel('Name')).toHaveValue('');
  await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('For read, videos');

  const letThrough = await cutOff(page);
  const revoke = page.getByRole('button', { name: `Revoke ${name}` });
  await revoke.click();
  const question = page.getByRole('dialog', { name: `Revoke ${name}?` });
  await question.getByRole('button', { name: 'Revoke' }).click();
  await expect(question.getByRole('alert')).toContainText(AWAY);

  await test.step('closing the question forgets why it failed', async () => {
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await revoke.click();
    await expect(question).toBeVisible();
    await expect(question.getByRole('alert')).toHaveCount(0);
  });

  await letThrough();
  await question.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText(`The key ${name} no longer works.`)).toBeVisible();
  await expect(question).toBeHidden();
  await expect(revoke).toBeHidden();
});

test('a time zone that could not be saved stays chosen, and its message goes with the next try', async ({
  page,
  accountId,
  consoleErrors,
}) => {
  consoleErrors.allow(/ERR_FAILED.*\/graphql/);
  await open(page, `/accounts/${encodeURIComponent(accountId)}`);
  const letThrough = await cutOff(page);
  const zone = page.getByLabel('Time zone');
  await zone.selectOption('Asia/Tokyo');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(zone).toHaveAccessibleDescription(AWAY);
  await expect(zone).toHaveValue('Asia/Tokyo');

  await letThrough();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The time zone is saved.')).toBeVisible();
  await expect(page.getByText('All times in Asia/Tokyo')).toBeVisible();
  await expect(zone).not.toHaveAccessibleDescription(AWAY);
});

test('how late posts still go out is kept once it is saved', async ({ page }) => {
  await open(page, '/settings');
  const setting = page.getByLabel('Publish late posts by themselves');
  await expect(setting).toHaveValue('6');
  await setting.selectOption('up to 12 hours late');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The setting is saved.')).toBeVisible();
  await page.reload();
  await expect(setting).toHaveValue('12');
  await setting.selectOption('up to 6 hours late');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The setting is saved.')).toBeVisible();
});

test('slots are kept once they are saved', async ({ page, accountId }) => {
  await open(page, `/accounts/${encodeURIComponent(accountId)}`);
  await page.getByLabel('Day', { exact: true }).selectOption('FRIDAY');
  await page.getByLabel('Time', { exact: true }).fill('07:35');
  await page.getByRole('button', { name: 'Add slot' }).click();
  await page.getByRole('button', { name: 'Save schedule' }).click();
  await expect(page.getByText('The schedule is saved.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save schedule' })).toBeHidden();
  await page.reload();
  await expect(page.getByRole('list', { name: 'Slots on Friday' })).toContainText('07:35');
});

test('an account is disconnected after asking', async ({ page, accountId }) => {
  await open(page, `/accounts/${encodeURIComponent(accountId)}`);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText(/ is disconnected\.$/).first()).toBeVisible();
  await expect(page.getByText('Nothing goes out from this account')).toBeVisible();
});

test('a video that a post uses stays, and says why; one that no post uses goes', async ({
  page,
  session,
  accountId,
  makeVideo,
}) => {
  const used = await makeVideo({ sizeBytes: MEGABYTE });
  const unused = await makeVideo({ sizeBytes: MEGABYTE });
  const mediaAssetId = await uploadVideo(session, { ...used, name: 'used.mp4' });
  await uploadVideo(session, { ...unused, name: 'unused.mp4' });
  const draft = await createPost(session, { accountId, mediaAssetId, caption: 'Keeps its video' });

  await open(page, '/library');
  await page.getByRole('button', { name: 'Delete used.mp4' }).click();
  const question = page.getByRole('dialog', { name: 'Delete used.mp4?' });
  await question.getByRole('button', { name: 'Delete' }).click();
  await expect(question.getByRole('alert')).toContainText('A post uses this file');
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('heading', { name: 'used.mp4', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Delete unused.mp4' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('unused.mp4 was deleted.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'unused.mp4' })).toBeHidden();

  await test.step('the post is cancelled after asking', async () => {
    await open(page, `/posts/${encodeURIComponent(draft.id!)}`);
    await page.getByRole('button', { name: 'Cancel post' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel post' }).click();
    await expect(page.getByText('The post is cancelled.')).toBeVisible();
    await awaitStatus(session, draft.id!, 'CANCELLED');
  });
});
