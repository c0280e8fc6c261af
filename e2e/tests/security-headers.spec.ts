import { request } from 'node:http';
import { expect, test } from '../fixtures/test.ts';

/** What the one public origin answers: pages, files, refusals, and the API behind it. */
const ANSWERS: [what: string, method: string, path: string, status: number][] = [
  ['a page', 'GET', '/sign-in', 200],
  ['a page for members', 'GET', '/', 302],
  ['a page that is not there', 'GET', '/nowhere', 302],
  ['an icon', 'GET', '/favicon.svg', 200],
  ['a script that is not there', 'GET', '/assets/none.js', 302],
  ['a target that cannot be read', 'GET', '//', 400],
  ['a method that nobody answers', 'TRACE', '/', 405],
  ['a form from nowhere', 'POST', '/sign-in', 411],
  ['the API', 'GET', '/healthz', 200],
  ['a refusal of the API', 'GET', '/media/x.y', 404],
  ['GraphiQL', 'GET', '/graphql', 200],
];

for (const [what, method, path, status] of ANSWERS) {
  test(`${what} is guessed, framed and kept by nobody`, async ({ product }) => {
    const { statusCode, headers } = await answerTo(product.ports.app, method, path);
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'referrer-policy': expect.stringMatching(/^(no-referrer|strict-origin-when-cross-origin)$/),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers['content-security-policy']).toMatch(/default-src '(self|none)'/);
  });
}

/** Over a connection of its own, with what no client of a browser would send. */
function answerTo(port: number, method: string, path: string) {
  return new Promise<{ statusCode?: number; headers: Record<string, unknown> }>((resolve, reject) => {
    const headers = { accept: 'text/html', ...(method === 'POST' && { 'transfer-encoding': 'chunked' }) };
    const req = request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (res) => {
      res.resume();
      resolve({ statusCode: res.statusCode ?? 0, headers: res.headers });
    });
    req.on('error', reject);
    req.end();
  });
}

test('GraphiQL works under its policy', async ({ page, product }) => {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy/.test(message.text()))
      refused.push(message.text());
  });
  await page.goto(`${product.url}/graphql`);
  await expect(page.getByRole('button', { name: /execute query/i })).toBeVisible();
  expect(refused).toEqual([]);
});
