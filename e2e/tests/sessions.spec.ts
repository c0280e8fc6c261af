import { GraphQLClient } from '../fixtures/graphql-client.ts';
import { signIn } from '../fixtures/sign-in.ts';
import { expect, test } from '../fixtures/test.ts';

const isSignedIn = async (client: GraphQLClient) =>
  (await (await client.fetch('/auth/get-session', {})).json()) !== null;

test('a person sees where they are signed in, and signs out one browser, then all others', async ({
  page,
  product,
}) => {
  const [first, second] = [
    await signIn(new GraphQLClient(product.url)),
    await signIn(new GraphQLClient(product.url)),
  ];
  await page.goto('/settings');
  const card = page.getByRole('listitem').filter({ hasText: 'signed in' });
  const own = card.filter({ hasText: 'This browser' });
  await expect(own).toHaveCount(1);
  await expect(own.getByRole('button')).toHaveCount(0);
  const before = await card.count();

  await card
    .getByRole('button', { name: /^Sign out/ })
    .first()
    .click();
  await expect(page.getByText('That browser is signed out.')).toBeVisible();
  await expect(card).toHaveCount(before - 1);
  // The one that was active last stands first.
  expect([await isSignedIn(first), await isSignedIn(second)]).toEqual([true, false]);

  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByText('You are signed out everywhere else.')).toBeVisible();
  await expect(card).toHaveCount(1);
  await expect(own).toBeVisible();
  expect(await isSignedIn(first)).toBe(false);
  expect(await page.content()).not.toContain('session_token');
});

test('the list is there after a click as well, and the page holds no token', async ({ page, session }) => {
  await page.goto('/posts');
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await expect(page.getByRole('listitem').filter({ hasText: 'This browser' })).toBeVisible();
  const cookie = 'cookie' in session.credentials ? session.credentials.cookie : '';
  const [token = ''] = /(?<=session_token=)[^.%;]+/.exec(cookie) ?? [];
  expect(token.length).toBeGreaterThan(20);
  expect(await page.content()).not.toContain(token);
});

test('the login that everybody shares in the demo has no authenticator app, and the page says why', async ({
  page,
}) => {
  await page.goto('/settings');
  const region = page.getByRole('region', { name: 'Authenticator app' });
  await expect(region).toContainText('Not in the demo: everybody shares its login');
  await expect(region.getByRole('button')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toBeVisible();
});
