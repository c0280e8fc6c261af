import { connectCreator } from '../fixtures/connect-creator.ts';
import { DEMO_LOGIN } from '../fixtures/sign-in.ts';
import { expect, test } from '../fixtures/test.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';
import { Composer } from '../screens/composer.ts';
import { Keyboard } from '../screens/keyboard.ts';

test.use({ signedIn: false });

test('signing in, composing and publishing need no mouse', async ({
  page,
  session,
  simulator,
  makeCreator,
  makeVideo,
}) => {
  const creator = await makeCreator();
  await connectCreator(session, creator.username);
  const video = await makeVideo({ sizeBytes: MEGABYTE, name: 'keys.mp4' });
  const keyboard = new Keyboard(page);

  await test.step('sign in', async () => {
    await page.goto('/');
    await keyboard.tabTo(page.getByLabel('E-mail'));
    await keyboard.type(DEMO_LOGIN.email);
    await keyboard.tabTo(page.getByLabel('Password'));
    await keyboard.type(DEMO_LOGIN.password);
    await keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: /^Hello/ })).toBeVisible();
  });

  await test.step('the first stop leads past the navigation', async () => {
    await keyboard.tabTo(page.getByRole('link', { name: 'Skip to the content' }));
    await keyboard.press('Enter');
    await expect(page.locator('main')).toBeFocused();
  });

  const composer = new Composer(page);
  await test.step('compose', async () => {
    await page.goto('/');
    await keyboard.tabTo(page.getByRole('link', { name: 'New post' }).first());
    await keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'New post' })).toBeVisible();

    const account = page.getByRole('radio', { name: creator.nickname });
    await keyboard.tabTo(page.locator('input[name=account]').first());
    await keyboard.press('Space');
    // Accounts are in the order in which they were connected; up from the first leads to the last.
    if (!(await account.isChecked())) await keyboard.press('ArrowUp');
    await expect(account).toBeChecked();

    const opening = page.waitForEvent('filechooser');
    await keyboard.tabTo(page.locator('input[type=file]'));
    await keyboard.press('Enter');
    await (await opening).setFiles(video.path);
    await expect(page.getByText('Ready for TikTok')).toBeVisible();

    await keyboard.tabTo(composer.caption);
    await keyboard.type('Typed, tabbed, published');
    await keyboard.tabTo(composer.privacy);
    await keyboard.press('Enter');
    await keyboard.press('End');
    await keyboard.press('Enter');
    await expect(composer.privacy).toHaveText('Only me');
  });

  await test.step('publish', async () => {
    await keyboard.tabTo(composer.publishButton);
    await keyboard.press('Enter');
    await page.waitForURL('**/posts/*');
    await expect(page.getByTestId('post-status')).toHaveAttribute('data-status', 'PUBLISHED', {
      timeout: 30_000,
    });
  });
  expect(await simulator.postsOf(creator.username)).toMatchObject([
    { caption: 'Typed, tabbed, published', privacyLevel: 'SELF_ONLY', sha256: video.sha256 },
  ]);
});

test('a key that is pressed just before the page’s scripts take over is no error', async ({ page }) => {
  await page.addInitScript(() => {
    // The scripts take over in a message that they send to themselves; the key comes before it.
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (this: MessagePort, ...message: unknown[]) {
      MessagePort.prototype.postMessage = postMessage;
      queueMicrotask(() =>
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true })),
      );
      Reflect.apply(postMessage, this, message);
    };
  });
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(DEMO_LOGIN.email);
  await page.getByLabel('Password').fill(DEMO_LOGIN.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^Hello/ })).toBeVisible();
});
