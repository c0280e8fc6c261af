import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compressedAssets } from './compressed-assets.ts';

const script = 'console.log("airdate");'.repeat(500);
let directory: string;
let url: string;
let close: () => Promise<unknown>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assets-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'assets/app-1a2b.js'), script);
  await writeFile(join(directory, 'secret.js'), 'secret');
  const app = express();
  app.use(compressedAssets(directory, 'public, immutable'));
  app.use((_req, res) => void res.status(404).end('next'));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => new Promise((resolve) => server.close(resolve));
});

afterAll(async () => {
  await close();
  await rm(directory, { recursive: true });
});

it.each(['br', 'gzip'])('sends %s to browsers that take it, with the same content', async (encoding) => {
  const response = await fetch(`${url}/assets/app-1a2b.js`, { headers: { 'accept-encoding': encoding } });
  expect(response.headers.get('content-encoding')).toBe(encoding);
  expect(Number(response.headers.get('content-length'))).toBeLessThan(script.length / 10);
  expect(response.headers.get('cache-control')).toBe('public, immutable');
  expect(await response.text()).toBe(script);
});

it.each([
  ['/assets/missing.js', 'br'],
  ['/assets/../secret.js', 'br'],
  ['/assets/%2e%2e/secret.js', 'br'],
  ['/secret.js', 'br'],
  ['/assets/app-1a2b.js', 'identity'],
])('leaves %s with the encoding %s to the next handler', async (path, encoding) => {
  const response = await fetch(`${url}${path}`, { headers: { 'accept-encoding': encoding } });
  expect(await response.text()).toBe('next');
});
