import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { type DetailedError, Upload } from 'tus-js-client';
import { expect, test } from 'vitest';
import { serveRoutes } from '../../test/http-server.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import type { TeamContext } from '../context.ts';
import type { Viewer } from '../teams/viewer.ts';
import { probeMediaJob, removeMediaBytesJob } from './media.jobs.ts';
import { uploadRoutes } from './uploads.http.ts';

const deps = await createTestDeps({ jobs: [probeMediaJob, removeMediaBytesJob] });
const [editors, viewers, strangers] = [
  await createTestTeam(deps),
  await createTestTeam(deps, 'VIEWER'),
  await createTestTeam(deps),
];
const KEYS = new Map<string, TeamContext>([
  ['Bearer editor', editors],
  ['Bearer viewer', viewers],
  ['Bearer stranger', strangers],
]);

const origin = await serveRoutes(
  uploadRoutes(deps, {
    resolveViewer: async (headers) => {
      const ctx = KEYS.get(headers.get('authorization') ?? headers.get('cookie') ?? '');
      if (!ctx) return null;
      return { ...ctx, userId: null, sessionId: null, scopes: null, isTest: false } as unknown as Viewer;
    },
    watch: () => ({ end: async () => null, isSettled: () => true, onEnd: () => () => {}, stop: () => {} }),
    isTrustedOrigin: (headers) => headers.get('origin') === 'https://airdate.example',
  }),
);
const endpoint = `${origin}/uploads`;
const EDITOR = { authorization: 'Bearer editor' };

type Started = { url: string; assetId: string };

/** Uploads with the client that the dashboard uses. */
function upload(
  bytes: Buffer,
  options: { chunkSize?: number; abortAfterBytes?: number; resume?: string; fileName?: string } = {},
): Promise<Started> {
  return new Promise((resolve, reject) => {
    let assetId = '';
    const started = () => ({ url: client.url ?? '', assetId });
    const client = new Upload(bytes, {
      endpoint,
      uploadUrl: options.resume ?? null,
      headers: EDITOR,
      chunkSize: options.chunkSize ?? Infinity,
      retryDelays: null,
      metadata: { filename: options.fileName ?? 'clip.mp4', filetype: 'text/html' },
      onAfterResponse: (_req, res) => {
        assetId = res.getHeader('media-asset-id') ?? assetId;
      },
      onChunkComplete: (_size, accepted) => {
        if (accepted < (options.abortAfterBytes ?? Infinity)) return;
        client.abort().then(() => resolve(started()), reject);
      },
      onSuccess: () => resolve(started()),
      onError: reject,
    });
    client.start();
  });
}

function rowIdOf(globalId: string): string {
  const [type, id] = Buffer.from(globalId, 'base64').toString().split(':');
  expect(type).toBe('MediaAsset');
  return id!;
}

function post(headers: Record<string, string>): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', 'upload-metadata': 'filename Y2xpcC5tcDQ=', ...headers },
  });
}

function probeJobs(mediaAssetId: string) {
  return deps.db.$queryRaw<{ state: string }[]>`
    SELECT state::text FROM pgboss.job WHERE name = 'probe-media' AND data->>'mediaAssetId' = ${mediaAssetId}`;
}

test('a finished upload is a media asset that waits to be probed, byte for byte', async () => {
  const bytes = randomBytes(300_000);
  const { url, assetId } = await upload(bytes, {
    chunkSize: 65_536,
    fileName: 'C:\\clips\\my\u0000 clip.mp4',
  });

  const id = rowIdOf(assetId);
  expect(url).toBe(`${endpoint}/${id}`);
  const asset = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
  expect(asset).toMatchObject({
    teamId: editors.teamId,
    status: 'PROBING',
    fileName: 'my clip.mp4',
    contentType: 'application/octet-stream',
    sizeBytes: 300_000n,
  });
  const stored = await readFile(deps.storage.localPath(asset.storageKey));
  expect(createHash('sha256').update(stored).digest('hex')).toBe(
    createHash('sha256').update(bytes).digest('hex'),
  );
  expect(await probeJobs(id)).toHaveLength(1);
  const events = await deps.db.event.findMany({ where: { mediaAssetId: id } });
  expect(events.map(({ type, actorKind }) => [type, actorKind])).toEqual([['media.created', 'apiKey']]);
});

test('an interrupted upload goes on where it stopped', async () => {
  const bytes = randomBytes(400_000);
  const first = await upload(bytes, { chunkSize: 100_000, abortAfterBytes: 200_000 });
  const id = rowIdOf(first.assetId);
  expect(await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: 'UPLOADING',
  });

  const head = await fetch(first.url, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0', ...EDITOR } });
  const offset = Number(head.headers.get('upload-offset'));
  expect(offset).toBeGreaterThanOrEqual(200_000);
  expect(head.headers.get('media-asset-id')).toBe(first.assetId);

  const second = await upload(bytes, { chunkSize: 100_000, resume: first.url });
  expect(rowIdOf(second.assetId)).toBe(id);
  const asset = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } });
  expect(asset.status).toBe('PROBING');
  expect((await readFile(deps.storage.localPath(asset.storageKey))).equals(bytes)).toBe(true);
});

test('an upload whose last answer was lost is handed over when the client asks again', async () => {
  const bytes = randomBytes(1000);
  const { url, assetId } = await upload(bytes);
  const id = rowIdOf(assetId);
  await deps.db.mediaAsset.update({ where: { id }, data: { status: 'UPLOADING' } });

  await fetch(url, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0', ...EDITOR } });
  expect(await deps.db.mediaAsset.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'PROBING' });
});

test('the address of an upload is relative, so that it holds behind any proxy', async () => {
  const proxies = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https, http' };
  const res = await post({ ...EDITOR, ...proxies, 'upload-length': '10' });
  expect(res.status).toBe(201);
  expect(res.headers.get('location')).toBe(`/uploads/${rowIdOf(res.headers.get('media-asset-id') ?? '')}`);
  expect(res.headers.get('access-control-allow-origin')).toBeNull();
});

test.each([
  ['a zero-byte file', { 'upload-length': '0' }, 400, 'file_empty'],
  ['a file above 4 GB', { 'upload-length': '4000000001' }, 413, 'file_too_large'],
  ['a file without a length', { 'upload-defer-length': '1' }, 400, 'length_required'],
  ['a length that is no number', { 'upload-length': '1e3' }, 400, 'length_required'],
  ['a file without a name', { 'upload-length': '5', 'upload-metadata': 'a Yg==' }, 400, 'file_name_required'],
])('%s is refused with a reason and a next step', async (_title, headers, status, code) => {
  const before = await deps.db.mediaAsset.count();
  const res = await post({ ...EDITOR, ...headers } as Record<string, string>);

  expect(res.status).toBe(status);
  const body = (await res.json()) as Record<string, string>;
  expect(body).toMatchObject({ code });
  expect(body.message).toBeTruthy();
  expect(body.nextStep).toBeTruthy();
  expect(await deps.db.mediaAsset.count()).toBe(before);
});

test('exactly 4 000 000 000 bytes may be announced', async () => {
  expect((await post({ ...EDITOR, 'upload-length': '4000000000' })).status).toBe(201);
});

test('a chunk beyond the announced length is refused', async () => {
  const created = await post({ ...EDITOR, 'upload-length': '4' });
  const res = await fetch(origin + created.headers.get('location'), {
    method: 'PATCH',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
      ...EDITOR,
    },
    body: '12345',
  });
  expect(res.status).toBe(413);
});

test('nobody uploads without signing in, from another site, or as a viewer', async () => {
  const length = { 'upload-length': '5' };
  const trusted = { origin: 'https://airdate.example' };
  const statusOf = async (headers: Record<string, string>) => {
    const res = await post({ ...length, ...headers });
    return [res.status, ((await res.json()) as { code: string }).code];
  };
  expect(await statusOf(trusted)).toEqual([401, 'unauthenticated']);
  expect(await statusOf({ cookie: 'Bearer editor' })).toEqual([403, 'origin_not_trusted']);
  expect(await statusOf({ cookie: 'Bearer editor', origin: 'https://evil.example' })).toEqual([
    403,
    'origin_not_trusted',
  ]);
  expect(await statusOf({ authorization: 'Bearer viewer' })).toEqual([403, 'forbidden']);
  expect((await post({ ...length, ...trusted, cookie: 'Bearer editor' })).status).toBe(201);
});

test.each(['HEAD', 'PATCH', 'DELETE'])('%s does not see another team’s upload', async (method) => {
  const { url } = await upload(randomBytes(10));
  const ask = (headers: Record<string, string>, at = url) =>
    fetch(at, {
      method,
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': '10',
        'content-type': 'application/offset+octet-stream',
        ...headers,
      },
    });
  expect((await ask({ authorization: 'Bearer stranger' })).status).toBe(404);
  expect((await ask(EDITOR, `${endpoint}/${randomUUID()}`)).status).toBe(404);
  expect((await ask(EDITOR, `${endpoint}/..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  expect((await ask(EDITOR)).status).toBeLessThan(300);
});

test('deleting an upload removes the asset and, once the job ran, its bytes', async () => {
  const { url, assetId } = await upload(randomBytes(10));
  const id = rowIdOf(assetId);
  const res = await fetch(url, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0', ...EDITOR } });

  expect(res.status).toBe(204);
  expect(await deps.db.mediaAsset.findUnique({ where: { id } })).toBeNull();
  const [job] = await deps.db.$queryRaw<{ data: { storageKey: string } }[]>`
    SELECT data FROM pgboss.job WHERE name = 'remove-media-bytes' AND data->>'storageKey' = ${`uploads/${id}`}`;
  expect(job).toBeDefined();
});

test('the tus client reports a refusal with its status', async () => {
  const refused = upload(Buffer.alloc(0)).catch((error: unknown) => error);
  expect(((await refused) as DetailedError).originalResponse?.getStatus()).toBe(400);
});

test('many chunks at once from two connections leave the file intact', async () => {
  const bytes = randomBytes(2_000_000);
  const first = await upload(bytes, { chunkSize: 250_000, abortAfterBytes: 250_000 });
  const results = await Promise.allSettled([
    upload(bytes, { chunkSize: 250_000, resume: first.url }),
    upload(bytes, { chunkSize: 250_000, resume: first.url }),
  ]);
  if (results.every(({ status }) => status === 'rejected')) {
    await upload(bytes, { chunkSize: 250_000, resume: first.url });
  }
  const id = rowIdOf(first.assetId);
  expect((await readFile(deps.storage.localPath(`uploads/${id}`))).equals(bytes)).toBe(true);
  expect(await probeJobs(id)).toHaveLength(1);
});

test('a connection that hangs gives way to the client that resumes', async () => {
  const created = await post({ ...EDITOR, 'upload-length': '10' });
  const url = origin + created.headers.get('location');
  const hanging = request(url, {
    method: 'PATCH',
    headers: {
      ...EDITOR,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
      'content-length': '10',
    },
  });
  hanging.on('error', () => {});
  hanging.write('12345');
  const id = rowIdOf(created.headers.get('media-asset-id') ?? '');
  await expect.poll(() => deps.storage.size(`uploads/${id}`)).toBe(5);

  await upload(Buffer.from('1234567890'), { resume: url });
  expect((await readFile(deps.storage.localPath(`uploads/${id}`))).toString()).toBe('1234567890');
  hanging.destroy();
});
