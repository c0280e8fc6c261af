import { expect, test } from '@playwright/test';
import { makeDataDir, Product, pickPorts } from '../fixtures/product.ts';
import { DEMO_LOGIN } from '../fixtures/sign-in.ts';

const TRIES = 60;
/** Waits are 5, 10, 20, 40 and more seconds long: as many may end while the test runs, however slow the machine is. */
const WAITS_OVER = 4;

/** What an attacker writes into a request to seem to be somebody else each time. */
const disguise = (n: number) => ({
  'x-forwarded-for': `203.0.113.${n}`,
  'x-real-ip': `203.0.113.${n}`,
  forwarded: `for=203.0.113.${n}`,
  'x-airdate-client-address': `203.0.113.${n}`,
});

/** Guesses by the form of the sign-in page. @returns how many guesses were looked at; the others were cut off */
async function guessByForm(product: Product, email: (n: number) => string): Promise<number> {
  let lookedAt = 0;
  for (let n = 0; n < TRIES; n++) {
    const { status } = await fetch(`${product.url}/sign-in`, {
      method: 'POST',
      headers: { origin: product.url, ...disguise(n) },
      body: new URLSearchParams({ email: email(n), password: `wrong password ${n}`, next: '/' }),
    });
    expect([400, 429]).toContain(status);
    if (status === 400) lookedAt++;
  }
  return lookedAt;
}

test('forged headers evade no limit of sign-in attempts, not even from this machine', async () => {
  const dataDir = makeDataDir();
  const product = new Product({ dataDir: dataDir.path, ports: await pickPorts() });
  try {
    await product.ready();
    await test.step('one account', async () => {
      const lookedAt = await guessByForm(product, () => DEMO_LOGIN.email);
      expect(lookedAt).toBeGreaterThanOrEqual(5);
      expect(lookedAt).toBeLessThanOrEqual(5 + WAITS_OVER);
    });
    await test.step('many accounts, where 20 attempts of this address are spent already', async () => {
      const lookedAt = await guessByForm(product, (n) => `person${n}@example.com`);
      expect(lookedAt).toBeLessThanOrEqual(WAITS_OVER);
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
