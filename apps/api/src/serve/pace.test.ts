import { open } from 'node:fs/promises';
import { type ClientRequest, get, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createRunningTestClock, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { probeMediaJob } from '../media/media.jobs.ts';
import { signedMediaUrl } from '../media/signed-media-url.ts';
import { revokeApiKey } from '../teams/revoke-api-key.ts';

const base = await createTestDeps({ jobs: [probeMediaJob], clock: createRunningTestClock() });
const limits = { ...base.config.limits, paceBytesPerSecond: 4000, paceMs: 500 };
const deps = { ...base, config: { ...base.config, limits } };
const team = await createTestTeam(deps, 'OWNER');
const key = await testApiKey(team);
const { url } = await startTestServer(deps);
/** As it is by default: a minute before anything is cut for its pace. */
const { url: patientUrl } = await startTestServer(base);

const tus = (secret = key) => ({ authorization: `Bearer ${secret}`, 'tus-resumable': '1.0.0' });

async function announce(bytes: number, secret = key): Promise<string> {
  const headers = { ...tus(secret), 'upload-length': `${bytes}`, 'upload-metadata': 'filename YS5tcDQ=' };
  const created = await fetch(`${url}/uploads`, { method: 'POST', headers });
  return created.headers.get('location')!;
}

type Sending = { req: ClientRequest; ended: Promise<number | 'cut'> };

/** Begins to send a part; what follows is written by the caller. */
function send(path: string, offset: number, bytes: number, { at = url, secret = key } = {}): Sending {
  const headers = {
    ...tus(secret),
    'upload-offset': `${offset}`,
    'content-type': 'application/offset+octet-stream',
    'content-length': bytes,
  };
  const req = request(at + path, { method: 'PATCH', headers, agent: false });
  const ended = new Promise<number | 'cut'>((resolve) => {
    req.on('response', (res) => resolve(res.resume().statusCode!)).on('error', () => resolve('cut'));
  });
  return { req, ended };
}

async function offsetOf(path: string): Promise<number> {
  const head = await fetch(url + path, { method: 'HEAD', headers: tus() });
  return Number(head.headers.get('upload-offset'));
}

/** Writes a piece again and again, until there is an end. */
async function write({ req, ended }: Sending, piece: number, everyMs: number, pieces = Infinity) {
  const over = ended.then(() => 'over');
  for (let sent = 0; sent < pieces; sent++) {
    req.write(Buffer.alloc(piece));
    if ((await Promise.race([over, delay(everyMs)])) === 'over') return;
  }
}

test('an upload that drips is cut off, and goes on where it stopped', async () => {
  const path = await announce(1_000);
  const dripping = send(path, 0, 1_000);
  await write(dripping, 1, 50);
  expect(await dripping.ended).toBe('cut');

  const offset = await offsetOf(path);
  expect(offset).toBeGreaterThan(0);
  const rest = send(path, offset, 1_000 - offset);
  rest.req.end(Buffer.alloc(1_000 - offset));
  expect(await rest.ended).toBe(204);
});

test('an upload that keeps the pace is not cut off, however long it lasts', async () => {
  const [piece, pieces] = [2_000, 40];
  const path = await announce(piece * pieces);
  const sending = send(path, 0, piece * pieces);
  await write(sending, piece, 50, pieces);
  sending.req.end();
  expect(await sending.ended).toBe(204);
});

test('whoever hardly reads a file is cut off, and whoever reads it gets all of it', async () => {
  const size = 64_000_000;
  await deps.storage.put('uploads/large', Buffer.alloc(0));
  const file = await open(deps.storage.localPath('uploads/large'), 'r+');
  await file.truncate(size);
  await file.close();
  const link = signedMediaUrl(deps, 'uploads/large', { contentType: 'video/mp4' });
  /** Reads nothing at first. @returns how many bytes came */
  const download = (firstMs: number) =>
    new Promise<number | 'cut'>((resolve) => {
      let received = 0;
      get(url + link, { agent: false }, (res) => {
        res.on('close', () => resolve(res.complete ? received : 'cut')).on('error', () => {});
        const read = () =>
          res.on('data', (chunk: Buffer) => {
            received += chunk.length;
          });
        setTimeout(read, firstMs);
      });
    });
  expect(await Promise.all([download(4 * limits.paceMs), download(0)])).toEqual(['cut', size]);
});

test('an upload under way is cut off within a second when its key is revoked, and goes on with another', async () => {
  const doomed = await testApiKey(team);
  const path = await announce(10_000, doomed);
  const sending = send(path, 0, 10_000, { at: patientUrl, secret: doomed });
  sending.req.write(Buffer.alloc(100));
  const id = path.split('/').at(-1);
  await expect.poll(() => deps.storage.size(`uploads/${id}`)).toBe(100);

  const { id: keyId } = await deps.db.apiKey.findFirstOrThrow({
    where: { prefix: doomed.split('_').slice(0, 2).join('_') },
  });
  const since = performance.now();
  await revokeApiKey(team, { apiKeyId: keyId });
  expect(await sending.ended).toBe('cut');
  expect(performance.now() - since).toBeLessThan(1_000);

  const refused = send(path, 100, 9_900, { at: patientUrl, secret: doomed });
  refused.req.end(Buffer.alloc(9_900));
  expect([401, 'cut']).toContain(await refused.ended);
  const rest = send(path, 100, 9_900, { at: patientUrl });
  rest.req.end(Buffer.alloc(9_900));
  expect(await rest.ended).toBe(204);
});
