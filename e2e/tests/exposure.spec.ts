import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inCheckout } from '../fixtures/checkout.ts';
import { startNode } from '../fixtures/node-process.ts';
import { findFreePorts } from '../fixtures/ports.ts';
import { expect, test } from '../fixtures/test.ts';

const SOURCE = inCheckout('apps/dashboard/app/root.tsx');

/** What a development server answers, and files that lie beside or above what is served. */
const PRIVATE_PATHS = [
  `/@fs${SOURCE}`,
  `/@fs${SOURCE}?raw`,
  `/@fs${inCheckout('.env')}`,
  '/@id/react',
  '/@vite/client',
  '/app/root.tsx',
  '/app/root.tsx?raw',
  '/app/root.tsx?import&raw',
  '/server.ts',
  '/package.json',
  '/build/server/index.js',
  '/.env',
  '/.data/secrets.json',
  '/../.data/secrets.json',
  '/..%2f..%2f.env',
  '/assets/..%2f..%2fserver/index.js',
];

for (const NODE_ENV of [undefined, 'development']) {
  test(`a dashboard started on its own serves no sources, no data and no stacks when NODE_ENV is ${NODE_ENV}`, async ({
    product,
    session,
  }) => {
    const secrets = join(product.dataDir, 'secrets.json');
    const [port] = await findFreePorts(1);
    const dashboard = await startNode('apps/dashboard/server.ts', [], {
      API_URL: `http://127.0.0.1:${product.ports.api}`,
      APP_URL: product.url,
      PORT: String(port),
      NODE_ENV,
    });
    try {
      const client = session.at(`http://127.0.0.1:${port}`);
      expect((await client.fetch('/')).status).toBe(200);
      const marker = readFileSync(SOURCE, 'utf8').slice(0, 40);
      for (const path of [...PRIVATE_PATHS, `/@fs${secrets}`, `/@fs${secrets}?raw`]) {
        const answer = await client.fetch(path);
        expect(answer.status, path).toBe(404);
        const body = await answer.text();
        expect(body, path).not.toContain(marker);
        expect(body, path).not.toContain('SESSION_SECRET');
      }
      const broken = await client.fetch('/%E0%A4%A');
      expect(broken.status).toBeGreaterThanOrEqual(400);
      expect(await broken.text()).not.toMatch(/node_modules|\.ts:\d|\bat .*\(/);
    } finally {
      await dashboard.stop();
    }
  });
}
