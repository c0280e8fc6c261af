import { connect } from 'node:net';
import { test as base, expect } from '../fixtures/browser.ts';
import { GraphQLClient } from '../fixtures/graphql-client.ts';
import { makeDataDir, Product, pickPorts } from '../fixtures/product.ts';
import { DEMO_LOGIN, signIn } from '../fixtures/sign-in.ts';

/** A TikTok app of which nobody asks anything here. */
const REAL = { TIKTOK_CLIENT_KEY: 'awreal', TIKTOK_CLIENT_SECRET: 'kept-by-the-operator' };
/** Also this machine, but not the address that a program gets which listens on 127.0.0.1 alone. */
const ANOTHER_ADDRESS = '127.0.0.2';

const test = base.extend<{ dataDir: string }>({
  dataDir: async ({}, use) => {
    const { path, remove } = makeDataDir();
    await use(path);
    remove();
  },
});

test('a demo whose data directory becomes a real instance leaves its user behind, and is set up by the printed link alone', async ({
  dataDir,
  page,
  consoleErrors,
}) => {
  test.setTimeout(180_000);
  const ports = await pickPorts();
  const demo = new Product({ dataDir, ports });
  await demo.ready();
  const demoSession = await signIn(new GraphQLClient(demo.url));
  const closed = await signUp(demo.url, 'x'.repeat(32));
  expect([closed.status, await closed.json()]).toEqual([
    403,
    expect.objectContaining({ code: 'sign_up_closed' }),
  ]);
  for (const [name, port] of Object.entries(ports)) {
    expect(await accepts(ANOTHER_ADDRESS, port), name).toBe(false);
  }
  await demo.stop();

  const first = new Product({ dataDir, ports, env: REAL });
  await first.ready();
  const { setUpUrl } = first;
  expect(first.output.match(new RegExp(DEMO_LOGIN.email, 'g'))).toHaveLength(1);
  expect(first.output).not.toContain(DEMO_LOGIN.password);
  await expect(signIn(new GraphQLClient(first.url))).rejects.toThrow(/answered 401/);
  const query = '{ viewer { role } instance { setupRequired demoLogin { email } } }';
  expect(await demoSession.ask(query)).toEqual({
    viewer: null,
    instance: { setupRequired: true, demoLogin: null },
  });
  for (const token of [undefined, 'x'.repeat(32)]) expect((await signUp(first.url, token)).status).toBe(403);
  await first.stop();

  const second = new Product({ dataDir, ports, env: REAL });
  try {
    await second.ready();
    expect(second.setUpUrl).toBe(setUpUrl);
    consoleErrors.allow(/status of 400 .*\/setup/);
    await page.goto(second.url);
    await expect(page).toHaveURL(/\/setup$/);
    const fillIn = async () => {
      await page.getByLabel('Your name').fill('Olive Owner');
      await page.getByLabel('E-mail').fill('olive@example.com');
      await page.getByLabel('Password').fill('a long enough password');
      await page.getByLabel('Team').fill('Harbour');
      await page.getByRole('button', { name: 'Create the team' }).click();
    };
    await page.getByLabel('Set-up token').fill('a guess');
    await fillIn();
    await expect(page.getByText('This is not the set-up token that Airdate printed')).toBeVisible();
    await page.goto(setUpUrl);
    await fillIn();
    await expect(page.getByRole('link', { name: 'Accounts' })).toBeVisible();
    expect((await signUp(second.url, new URL(setUpUrl).searchParams.get('token')!)).status).toBe(403);
  } finally {
    await page.goto('about:blank');
    await second.stop();
  }
});

test('a public demo is refused in one sentence that says what to set', async ({ dataDir }) => {
  const env = { APP_URL: 'https://airdate.example' };
  const product = new Product({ dataDir, ports: await pickPorts(), env });
  expect(await product.exit()).toBe(1);
  expect(product.output.trim()).toMatch(
    /^APP_URL is [^\n]*set TIKTOK_CLIENT_KEY and TIKTOK_CLIENT_SECRET[^\n]*\.$/,
  );
  expect(product.processes()).toEqual([]);
});

function signUp(origin: string, token: string | undefined): Promise<Response> {
  return new GraphQLClient(origin).fetch('/auth/sign-up/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token,
      name: 'Eve',
      email: 'eve@example.com',
      password: 'a long enough password',
      teamName: 'Eve',
    }),
  });
}

/** Whether anybody accepts connections at this address and port. */
function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
