import { GraphQLClient } from '../fixtures/graphql-client.ts';
import { signIn } from '../fixtures/sign-in.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({ signedIn: false });

test('an open page says within seconds that its session has ended, keeps what was typed, and asks no more', async ({
  page,
  product,
}) => {
  const { credentials } = await signIn(new GraphQLClient(product.url));
  const cookies = 'cookie' in credentials ? credentials.cookie.split('; ') : [];
  await page.context().addCookies(
    cookies.map((pair) => ({
      ...{ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) },
      url: product.url,
    })),
  );
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto('/api-keys');
  const sidebar = page.getByRole('complementary');
  await expect(sidebar.getByText('Live', { exact: true })).toBeVisible();
  await page.getByLabel('Name').fill('Half typed');
  const before = sockets.length;

  const signedOut = await new GraphQLClient(product.url, credentials).fetch('/auth/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(signedOut.status).toBe(200);
  await expect(sidebar.getByText('Your session has ended.')).toBeVisible({ timeout: 5_000 });
  await expect(page.getByLabel('Name')).toHaveValue('Half typed');
  expect(sockets.length - before).toBe(1);

  await sidebar.getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fapi-keys$/);
});
