import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { commandLines, environmentOf } from '../fixtures/marked-processes.ts';
import { startSimulator } from '../fixtures/node-process.ts';
import { makeDataDir, Product, pickPorts } from '../fixtures/product.ts';

const API = 'apps/api/src/main.ts';
const DASHBOARD = 'apps/dashboard/server.ts';
const SIMULATOR = 'packages/tiktok/simulator/cli.ts';

const test = base.extend<{ stack: AsyncDisposableStack }>({
  stack: async ({}, use) => {
    await using stack = new AsyncDisposableStack();
    await use(stack);
  },
});

async function startProduct(stack: AsyncDisposableStack, env: Record<string, string>): Promise<Product> {
  const dataDir = makeDataDir();
  stack.defer(() => dataDir.remove());
  const product = new Product({ dataDir: dataDir.path, ports: await pickPorts(), env });
  stack.defer(async () => void (await product.stop()));
  await product.ready();
  return product;
}

const secret = () => randomBytes(24).toString('hex');
const operators = () => ({
  SESSION_SECRET: secret(),
  TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  AWS_SECRET_ACCESS_KEY: secret(),
});

/** Asserts that of these secrets the API knows those that are its own, and the others of the product's processes none. */
function expectKnown(product: Product, env: Record<string, string>, apisOwn: string[]): void {
  const api = environmentOf(product.processOf(API));
  const known = Object.keys(env).filter((name) => api.includes(env[name]!));
  expect(known.sort()).toEqual(apisOwn.toSorted());
  const others = product
    .processes()
    .filter(({ command }) => [DASHBOARD, SIMULATOR, 'postgres'].some((part) => command.includes(part)));
  const databasePassword = /(?<=DATABASE_URL=postgres(?:ql)?:\/\/[^:]+:)[^@]+/.exec(api)?.[0];
  expect(databasePassword).toMatch(/.{16}/);
  for (const process of others) {
    const environment = environmentOf(process);
    expect(environment, process.command).toContain('PATH=');
    for (const [name, value] of Object.entries({ ...env, databasePassword: databasePassword! }))
      expect(environment.includes(value), `${name} in the environment of ${process.command}`).toBe(false);
  }
  for (const [name, value] of Object.entries(env))
    expect(commandLines().join('\n').includes(value), `${name} in a command line`).toBe(false);
}

test('dashboard, simulator and database are started without the secrets of the API', async ({ stack }) => {
  const env = operators();
  const product = await startProduct(stack, env);
  expectKnown(product, env, ['SESSION_SECRET', 'TOKEN_ENCRYPTION_KEYS']);

  const stored = JSON.parse(readFileSync(join(product.dataDir, 'secrets.json'), 'utf8'));
  const app = stored.SIMULATOR_CLIENT_SECRET as string;
  expect(environmentOf(product.processOf(SIMULATOR))).toContain(app);
  expect(environmentOf(product.processOf(DASHBOARD))).not.toContain(app);
  expect(commandLines().join('\n')).not.toContain(app);
});

test('with a TikTok app of its own the dashboard does not know the app’s secret', async ({ stack }) => {
  const app = { clientKey: 'awleast', clientSecret: secret() };
  const tiktok = await startSimulator(app, []);
  stack.defer(() => tiktok.stop());
  const env = { ...operators(), TIKTOK_CLIENT_SECRET: app.clientSecret };
  const addresses = { TIKTOK_CLIENT_KEY: app.clientKey, TIKTOK_API_URL: tiktok.url };
  const product = await startProduct(stack, { ...env, ...addresses });
  expectKnown(product, env, ['SESSION_SECRET', 'TOKEN_ENCRYPTION_KEYS', 'TIKTOK_CLIENT_SECRET']);
  expect((await fetch(`${product.url}/setup`)).status).toBe(200);
});
