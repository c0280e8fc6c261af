import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createRunningTestClock, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { createUpload } from './create-upload.ts';
import { downloadMedia } from './download-media.ts';
import { downloadMediaJob } from './media.jobs.ts';
import { mediaHandlers } from './media.worker.ts';
import { openSourceUrl } from './source-url.ts';
import { sweepMedia } from './sweep-media.ts';

const clip = await readFile(new URL('../../test/media/portrait-h264.mp4', import.meta.url));
const deps = await createTestDeps({
  jobs: mediaHandlers.map(({ job }) => job),
  clock: createRunningTestClock(),
});
deps.config.allowPrivateDownloads = true;
const team = await createTestTeam(deps);
const { url } = await startTestServer(deps);
const ask = graphqlClient(url, await testApiKey(team));

/** How somebody's server answers, from now on. */
let answer: RequestListener;
let requests = 0;
const server = createServer((req, res) => {
  requests++;
  answer(req, res);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
beforeEach(() => {
  requests = 0;
  answer = whole;
});

const whole = (_req: IncomingMessage, res: ServerResponse) =>
  res.writeHead(200, { 'content-length': clip.length }).end(clip);
/** So much of the file, and then `then`. */
const half = (then: (res: ServerResponse) => void) => (_req: IncomingMessage, res: ServerResponse) => {
  res.writeHead(200, { 'content-length': clip.length });
  res.write(clip.subarray(0, clip.length / 2), () => then(res));
};

const FIELDS =
  'id status fileName sizeBytes receivedBytes sourceHost sha256 problems { code measured allowed sentence }';
const CREATE = `mutation ($input: CreateMediaAssetFromUrlInput!) {
  createMediaAssetFromUrl(input: $input) {
    __typename ... on MediaAsset { ${FIELDS} } ... on Error { code path nextStep }
  }
}`;

async function create(path = '/films/Harbour%20morning.mp4?signature=very-secret') {
  const { data } = await ask(CREATE, { input: { url: `${origin}${path}` } });
  const shown = data.createMediaAssetFromUrl;
  return { shown, id: Buffer.from(shown.id, 'base64').toString().split(':')[1]! };
}

async function look(id: string) {
  const { data } = await ask(`query ($id: ID!) { node(id: $id) { ... on MediaAsset { ${FIELDS} } } }`, {
    id: Buffer.from(`MediaAsset:${id}`).toString('base64'),
  });
  return data.node;
}

/** As its job would, once its time has come. */
async function runDue(id: string): Promise<void> {
  const { downloadDueAt } = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
  const aheadMs = (downloadDueAt?.getTime() ?? 0) - deps.clock.now().getTime();
  if (aheadMs > 0) deps.clock.advance(aheadMs + 1);
  await downloadMedia(deps, id);
}

const jobsOf = (id: string) =>
  deps.db.$queryRaw<{ text: string }[]>`
    SELECT data::text || coalesce(output::text, '') AS text FROM pgboss.job
    WHERE name = ${downloadMediaJob.name} AND data::text LIKE ${`%${id}%`}`;

test('a video is downloaded by a worker, its progress shown, and then checked like an upload', async () => {
  let goOn: () => void = () => {};
  answer = half((res) => {
    goOn = () => res.end(clip.subarray(clip.length / 2));
  });
  await deps.jobs.work(deps, mediaHandlers);
  const { shown, id } = await create();
  expect(shown).toMatchObject({
    status: 'UPLOADING',
    fileName: 'Harbour morning.mp4',
    sizeBytes: 0,
    receivedBytes: 0,
    sourceHost: new URL(origin).host,
  });
  await expect
    .poll(async () => look(id), { timeout: 10_000 })
    .toMatchObject({ sizeBytes: clip.length, receivedBytes: Math.floor(clip.length / 2) });
  goOn();
  await expect
    .poll(async () => look(id), { timeout: 20_000 })
    .toMatchObject({
      status: 'READY',
      receivedBytes: clip.length,
      sha256: createHash('sha256').update(clip).digest('hex'),
      problems: [],
    });
  await deps.jobs.stopWorking(5_000);

  const row = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ sealedSourceUrl: null, downloadDueAt: null });
  const events = await deps.db.event.findMany({ where: { mediaAssetId: id }, orderBy: { sequence: 'asc' } });
  expect(events.map(({ type }) => type)).toEqual(['media.created', 'media.received', 'media.ready']);
  const kept = JSON.stringify([events.map(({ data }) => data), await jobsOf(id)]);
  expect(kept).toContain(new URL(origin).host);
  expect(kept).not.toContain('very-secret');
});

test('the address is kept sealed, and nobody sends bytes into the file or sees it elsewhere', async () => {
  const { id } = await create();
  const row = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
  expect(row.sealedSourceUrl).not.toContain('very-secret');
  expect(openSourceUrl(deps.keyring, id, row.sealedSourceUrl!)).toContain('very-secret');
  const { id: uploadId } = await createUpload(team, { fileName: 'a.mp4', sizeBytes: 1 });
  const headers = { authorization: `Bearer ${await testApiKey(team)}`, 'tus-resumable': '1.0.0' };
  const statusOf = async (asked: string) =>
    (await fetch(`${url}/uploads/${asked}`, { method: 'HEAD', headers })).status;
  expect(await statusOf(uploadId)).not.toBe(404);
  expect(await statusOf(id)).toBe(404);
});

test.each([
  ['HTTP 404', 'download_refused', (_req, res) => res.writeHead(404).end('gone')],
  ['no length', 'download_length_unknown', (_req, res) => res.write('chunk')],
  ['no bytes', 'file_empty', (_req, res) => res.writeHead(200, { 'content-length': 0 }).end()],
  [
    'too many bytes',
    'file_too_large',
    (_req, res) => res.writeHead(200, { 'content-length': 4_000_000_001 }).write('a'),
  ],
  [
    'a redirect into the private network',
    'download_address_not_allowed',
    (_req, res) => res.writeHead(302, { location: 'https://169.254.169.254/latest/' }).end(),
  ],
] satisfies [string, string, RequestListener][])(
  '%s ends a download at once as %s',
  async (_what, code, how) => {
    answer = how;
    const { id } = await create();
    await runDue(id);
    const asset = await look(id);
    expect(asset).toMatchObject({ status: 'REJECTED', problems: [{ code }] });
    expect(asset.problems[0].sentence).not.toBe('');
    expect(requests).toBe(1);
    expect(await deps.db.mediaAsset.findUnique({ where: { id } })).toMatchObject({ sealedSourceUrl: null });
  },
);

test.each([
  ['HTTP 503', 'download_refused', (_req, res) => res.writeHead(503).end()],
  ['a connection that breaks', 'download_unreachable', half((res) => res.destroy())],
  ['silence', 'download_timed_out', half(() => {})],
] satisfies [string, string, RequestListener][])('%s is tried five times', async (_what, code, how) => {
  const hasty = {
    ...deps,
    config: { ...deps.config, limits: { ...deps.config.limits, downloadIdleMs: 200 } },
  };
  answer = how;
  const { id } = await create();
  for (let tries = 1; tries <= 5; tries++) {
    expect(await look(id)).toMatchObject({ status: 'UPLOADING', sizeBytes: 0 });
    const { downloadDueAt } = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
    deps.clock.advance(Math.max(0, downloadDueAt!.getTime() - deps.clock.now().getTime()) + 1);
    await downloadMedia(hasty, id);
    expect(requests).toBe(tries);
    // Not before its time.
    await downloadMedia(hasty, id);
    expect(requests).toBe(tries);
  }
  const row = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ status: 'REJECTED', problems: [{ code }] });
  expect(await deps.storage.size(row.storageKey)).toBeNull();
});

test('what a dead worker left is begun again, and the dead one changes nothing when it wakes', async () => {
  let goOn: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    answer = half((res) => {
      goOn = () => res.end(clip.subarray(clip.length / 2));
      resolve();
    });
  });
  const { id } = await create();
  const sleeping = downloadMedia(deps, id);
  await stopped;
  const { storageKey: first } = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });

  await sweepMedia(deps);
  expect(await jobsOf(id)).toHaveLength(1);
  deps.clock.advance(90_000);
  await sweepMedia(deps);
  expect(await jobsOf(id)).toHaveLength(2);
  answer = whole;
  await runDue(id);
  const row = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ status: 'PROBING', sizeBytes: BigInt(clip.length), downloadTries: 2 });

  goOn();
  await sleeping;
  expect(await deps.storage.size(first)).toBeNull();
  expect(await deps.storage.size(row.storageKey)).toBe(clip.length);
  expect(await deps.db.mediaAsset.findUnique({ where: { id } })).toEqual(row);
});

test('a file has no more room than the team has for unfinished uploads', async () => {
  const limits = { ...deps.config.limits, announcedBytes: clip.length - 1 };
  const { id } = await create();
  await downloadMedia({ ...deps, config: { ...deps.config, limits } }, id);
  expect(await look(id)).toMatchObject({ status: 'UPLOADING', sizeBytes: 0, receivedBytes: 0 });
  await runDue(id);
  expect(await look(id)).toMatchObject({ status: 'PROBING', receivedBytes: clip.length });
});

test.each([
  'ftp://example.com/a.mp4',
  'https://user:password@example.com/a.mp4',
  'nonsense',
  'file:///etc/passwd',
])('the address %s is refused at once', async (address) => {
  const { data } = await ask(CREATE, { input: { url: address } });
  expect(data.createMediaAssetFromUrl).toMatchObject({
    __typename: 'ValidationError',
    code: 'download_url_not_allowed',
    path: ['url'],
  });
});

test('by default http and addresses of the private network are refused', async () => {
  deps.config.allowPrivateDownloads = false;
  try {
    for (const address of [`${origin}/a.mp4`, 'https://127.0.0.1/a.mp4', 'https://10.0.0.1/a.mp4']) {
      const { data } = await ask(CREATE, { input: { url: address } });
      expect(data.createMediaAssetFromUrl.code).toBe('download_url_not_allowed');
    }
    // A name that turns out to be private is judged at the connection.
    const { data } = await ask(CREATE, { input: { url: 'https://videos.example.com/a.mp4' } });
    const id = Buffer.from(data.createMediaAssetFromUrl.id, 'base64').toString().split(':')[1]!;
    const sealedSourceUrl = deps.keyring.seal(`${origin}/a.mp4`, `media-asset:${id}:source-url`);
    await deps.db.mediaAsset.update({ where: { id }, data: { sealedSourceUrl } });
    await runDue(id);
    expect(await look(id)).toMatchObject({ problems: [{ code: 'download_address_not_allowed' }] });
    expect(requests).toBe(0);
  } finally {
    deps.config.allowPrivateDownloads = true;
  }
});
