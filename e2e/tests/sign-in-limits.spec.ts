import { expect, test } from '@playwright/test';
import { makeDataDir, Product, pickPorts } from '../fixtures/product.ts';
import { DEMO_LOGIN } from '../fixtures/sign-in.ts';

const TRIES = 60;

/** What an attacker writes into a request to seem to be somebody else each time. */
const disguise = (n: number) => ({
  'x-forwarded-for': `203.0.113.${n}`,
  'x-real-ip': `203.0.113.${n}`,
  forwarded: `for=203.0.113.${n}`,
  'x-airdate-client-address': `203.0.113.${n}`,
});

/** Guesses by the form of the sign-in page. @returns how many were looked at and how many were cut off */
async function guessByForm(product: Product, email: (n: number) => string) {
  const seen: Record<number, number> = {};
  for (let n = 0; n < TRIES; n++) {
    const { status } = await fetch(`${product.url}/sign-in`, {
      method: 'POST',
      headers: { origin: product.url, ...disguise(n) },
      body: new URLSearchParams({ email: email(n), password: `wrong password ${n}`, next: '/' }),
    });
    seen[status] = (seen[status] ?? 0) + 1;
  }
  return seen;
}

test('forged headers evade no limit of sign-in attempts, not even from this machine', async () => {
  const dataDir = makeDataDir();
  const product = new Product({ dataDir: dataDir.path, ports: await pickPorts() });
  try {
    await product.ready();
    await test.step('one account', async () => {
      expect(await guessByForm(product, () => DEMO_LOGIN.email)).toEqual({ 400: 5, 429: TRIES - 5 });
    });
    await test.step('many accounts, where 20 attempts of this address are spent already', async () => {
      expect(await guessByForm(product, (n) => `person${n}@example.com`)).toEqual({ 429: TRIES });
    });
    await test.step('the API’s own path', async () => {
      const response = await fetch(`${product.url}/auth/sign-in/email`, {
        method: 'POST',
        headers: { origin: product.url, 'content-type': 'application/json', ...disguise(1) },
        body: JSON.stringify(DEMO_LOGIN),
      });
      expect(response.status).toBe(429);
      expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(300);
    });
  } finally {
    await product.stop();
    dataDir.remove();
  }
});
