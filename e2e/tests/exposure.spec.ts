import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inCheckout } from '../fixtures/checkout.ts';
import { startNode } from '../fixtures/node-process.ts';
import { findFreePorts } from '../fixtures/ports.ts';
import { expect, test } from '../fixtures/test.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { MEGABYTE } from '../fixtures/video-file.ts';

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
      const broken = await answerToHost('not a host', port!);
      expect(broken.status).toBeGreaterThanOrEqual(400);
      expect(broken.body).not.toMatch(/node_modules|\.ts:\d|\bat .*\(/);
    } finally {
      await dashboard.stop();
    }
  });
}

test('nobody else on the machine can read what the product keeps, in a directory that was open before', async ({
  product,
  session,
  makeVideo,
}) => {
  await uploadVideo(session, await makeVideo({ sizeBytes: MEGABYTE }));
  const entries = readdirSync(product.dataDir, { recursive: true, encoding: 'utf8' });
  for (const kept of [
    /^secrets\.json$/,
    /^media\/uploads\/./,
    /^logs\/api\.log$/,
    /^simulator\/simulator\.db$/,
  ]) {
    expect(
      entries.some((entry) => kept.test(entry)),
      String(kept),
    ).toBe(true);
  }
  const open = entries.filter((entry) => (lstatSync(join(product.dataDir, entry)).mode & 0o077) !== 0);
  expect(open).toEqual([]);
  // As root, the database runs as another user, who may pass through by its group and do nothing else.
  const passage = process.getuid?.() === 0 ? 0o710 : 0o700;
  expect(lstatSync(product.dataDir).mode & 0o777).toBe(passage);
  expect(entries).toContain('postgres/cluster');
});

/** What a request for a host that cannot be one is answered with: an error that no page of ours handles. */
function answerToHost(host: string, port: number): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/sign-in', headers: { host } }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    })
      .on('error', reject)
      .end();
  });
}
