import type { Page } from '@playwright/test';
import { connectCreator } from '../fixtures/connect-creator.ts';
import { awaitStatus, createPost, postStatus } from '../fixtures/posts.ts';
import { test as base, expect } from '../fixtures/test.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';
import { Composer } from '../screens/composer.ts';

const OVERTAKEN = 'This post was changed elsewhere since you opened it';

/** A draft for the creator alone, and the creator. */
const test = base.extend<{ draft: { id: string; username: string } }>({
  draft: async ({ session, makeCreator, makeVideo }, use) => {
    const { username } = await makeCreator();
    const accountId = await connectCreator(session, username);
    const mediaAssetId = await uploadVideo(session, await makeVideo({ sizeBytes: MEGABYTE }));
    const choices = { accountId, mediaAssetId, caption: 'My text', privacyLevel: 'SELF_ONLY' };
    const { id } = await createPost(session, choices);
    await use({ id: id!, username });
  },
});

/** Opens a draft in a tab and waits until it could be published. */
async function edit(page: Page, id: string): Promise<Composer> {
  await page.goto(`/compose/${encodeURIComponent(id)}`);
  const composer = new Composer(page);
  await expect(composer.publishButton).toBeEnabled();
  return composer;
}

/** Changes the draft in another tab, and closes that. */
async function editInAnotherTab(page: Page, id: string): Promise<void> {
  const other = await page.context().newPage();
  const composer = await edit(other, id);
  await composer.caption.fill('Their text');
  await composer.choosePrivacy('Everyone');
  await other.getByRole('button', { name: 'Save draft' }).click();
  await expect(other.getByText('The draft is saved.')).toBeVisible();
  await other.close();
}

test('a tab that was overtaken publishes nothing, says what changed, and keeps its text until somebody decides', async ({
  page,
  session,
  simulator,
  draft,
}) => {
  const composer = await edit(page, draft.id);
  await editInAnotherTab(page, draft.id);
  const alert = page.getByRole('alert').filter({ hasText: OVERTAKEN });

  await test.step('the publish is refused', async () => {
    await composer.publishButton.click();
    await expect(alert).toContainText('Caption: “Their text”');
    await expect(alert).toContainText('Audience: Everyone');
    await expect(composer.caption).toHaveValue('My text');
    await expect(composer.privacy).toHaveText(/Only me/);
    expect(await postStatus(session, draft.id)).toBe('DRAFT');
    expect(await simulator.postsOf(draft.username)).toEqual([]);
  });

  await test.step('the post as it is now opens beside the form', async () => {
    const opening = page.context().waitForEvent('page');
    await alert.getByRole('link', { name: 'Show the post as it is now' }).click();
    const shown = await opening;
    await expect(shown.getByRole('heading', { name: 'Their text', level: 1 })).toBeVisible();
    await shown.close();
  });

  await test.step('keeping the form publishes what it shows', async () => {
    await composer.caption.fill('My text, kept');
    await alert.getByRole('button', { name: 'Keep what this form shows' }).click();
    await expect(alert).toBeHidden();
    await composer.publish();
    await awaitStatus(session, draft.id, 'PUBLISHED');
    const published = { caption: 'My text, kept', privacyLevel: 'SELF_ONLY' };
    expect(await simulator.postsOf(draft.username)).toMatchObject([published]);
  });
});

test('a tab that was overtaken does not mix its own change with the other tab’s', async ({
  page,
  session,
  draft,
}) => {
  const composer = await edit(page, draft.id);
  await editInAnotherTab(page, draft.id);
  await page.getByRole('checkbox', { name: 'Comment' }).check();
  await composer.publishButton.click();
  await expect(page.getByRole('alert').filter({ hasText: OVERTAKEN })).toContainText('Their text');
  await expect(page.getByRole('checkbox', { name: 'Comment' })).toBeChecked();

  const query =
    'query ($id: ID!) { node(id: $id) { ... on Post { status caption privacyLevel allowComment } } }';
  expect(await session.ask(query, { id: draft.id })).toEqual({
    node: { status: 'DRAFT', caption: 'Their text', privacyLevel: 'PUBLIC_TO_EVERYONE', allowComment: false },
  });
});

test('a tab whose change is there already goes on as if nothing had happened', async ({
  page,
  session,
  draft,
}) => {
  const composer = await edit(page, draft.id);
  await editInAnotherTab(page, draft.id);
  await composer.caption.fill('Their text');
  await composer.choosePrivacy('Everyone');
  await composer.publish();
  await awaitStatus(session, draft.id, 'PUBLISHED');
});

test('a failed post is tried again as its page shows it', async ({ page, session, simulator, draft }) => {
  const effect = { kind: 'error', code: 'invalid_params' };
  await simulator.addFault({ point: 'video.init', creator: draft.username, effect });
  await (await edit(page, draft.id)).publish();
  await awaitStatus(session, draft.id, 'FAILED');
  await page.getByRole('button', { name: 'Try again' }).click();
  await awaitStatus(session, draft.id, 'PUBLISHED');
  expect(await simulator.postsOf(draft.username)).toMatchObject([{ caption: 'My text' }]);
});
