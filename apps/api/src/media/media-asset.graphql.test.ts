import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { encodeGlobalID } from '@pothos/plugin-relay';
import { Upload } from 'tus-js-client';
import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { probeMediaJob, removeMediaBytesJob } from './media.jobs.ts';
import { mediaHandlers } from './media.worker.ts';

const deps = await createTestDeps({ jobs: [probeMediaJob, removeMediaBytesJob] });
await deps.jobs.work(deps, mediaHandlers);
const team = await createTestTeam(deps);
const { url } = await startTestServer(deps);
const apiKey = await testApiKey(team);
const ask = graphqlClient(url, apiKey);
const strangerAsk = graphqlClient(url, await testApiKey(await createTestTeam(deps)));

const ASSET = /* GraphQL */ `
  query ($id: ID!) {
    node(id: $id) {
      ... on MediaAsset {
        status fileName contentType sizeBytes sha256 container videoCodec audioCodec width height
        framesPerSecond durationSeconds url problems { code field measured allowed sentence }
      }
    }
  }
`;
const DELETE = /* GraphQL */ `
  mutation ($id: ID!) {
    deleteMediaAsset(input: { mediaAssetId: $id }) {
      __typename
      ... on DeletedMediaAsset { id }
      ... on Error { code nextStep }
    }
  }
`;

/** Uploads as the dashboard does. @returns the asset's global id */
function upload(bytes: Buffer, fileName: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let assetId = '';
    new Upload(bytes, {
      endpoint: `${url}/uploads`,
      headers: { authorization: `Bearer ${apiKey}` },
      metadata: { filename: fileName, filetype: 'video/mp4' },
      onAfterResponse: (_req, res) => {
        assetId = res.getHeader('media-asset-id') ?? assetId;
      },
      onSuccess: () => resolve(assetId),
      onError: reject,
    }).start();
  });
}

async function settled(id: string) {
  return expect
    .poll(async () => (await ask(ASSET, { id })).data.node, { timeout: 20_000 })
    .toMatchObject({ status: expect.stringMatching(/READY|REJECTED/) })
    .then(async () => (await ask(ASSET, { id })).data.node);
}

test('an uploaded video is probed by the worker and can be watched through its link', async () => {
  const bytes = await readFile(new URL('../../test/media/portrait-h264.mp4', import.meta.url));
  const asset = await settled(await upload(bytes, 'Harbour at night.mp4'));

  expect(asset).toMatchObject({
    status: 'READY',
    fileName: 'Harbour at night.mp4',
    contentType: 'video/mp4',
    sizeBytes: bytes.length,
    container: 'mp4',
    videoCodec: 'h264',
    width: 1080,
    height: 1920,
    framesPerSecond: 30,
    problems: [],
  });
  const res = await fetch(url + asset.url, { headers: { range: 'bytes=0-99' } });
  expect([res.status, res.headers.get('content-type')]).toEqual([206, 'video/mp4']);
  expect(Buffer.from(await res.arrayBuffer())).toEqual(bytes.subarray(0, 100));
});

test('a text file renamed to .mp4 is rejected with a sentence, and can be deleted', async () => {
  const id = await upload(Buffer.from('not a video at all'), 'film.mp4');
  const asset = await settled(id);
  expect(asset).toMatchObject({ status: 'REJECTED', contentType: 'application/octet-stream', width: null });
  expect(asset.problems).toMatchObject([
    { code: 'file_format_check_failed', sentence: expect.stringContaining('not a video') },
  ]);

  expect((await strangerAsk(DELETE, { id })).data.deleteMediaAsset).toMatchObject({
    __typename: 'NotFoundError',
  });
  expect((await ask(DELETE, { id })).data.deleteMediaAsset).toEqual({ __typename: 'DeletedMediaAsset', id });
  expect((await ask(ASSET, { id })).data.node).toBeNull();
  const rowId = Buffer.from(id, 'base64').toString().slice('MediaAsset:'.length);
  await expect.poll(() => deps.storage.size(`uploads/${rowId}`), { timeout: 20_000 }).toBeNull();
});

test('a problem that another version found has its sentence, and breaks nothing', async () => {
  const id = await upload(Buffer.from('no video either'), 'z.mp4');
  await settled(id);
  const problem = { field: 'width', measured: '8', allowed: '9', sentence: 'The video is too cubic.' };
  const where = { id: Buffer.from(id, 'base64').toString().slice('MediaAsset:'.length) };
  await deps.db.mediaAsset.update({ where, data: { problems: [{ code: 'too_cubic', ...problem }] } });
  const { data, errors } = await ask(ASSET, { id });
  expect(errors).toBeUndefined();
  expect(data.node.problems).toEqual([{ code: 'unknown_code', ...problem }]);
});

test('a file of a post is not deleted, and says what to do', async () => {
  const id = await upload(Buffer.from('x'), 'x.mp4');
  const mediaAssetId = Buffer.from(id, 'base64').toString().slice('MediaAsset:'.length);
  const grant = { clientKey: 'k', openId: randomUUID(), sealedAccessToken: '', sealedRefreshToken: '' };
  const now = new Date();
  const account = await deps.db.account.create({
    data: {
      nickname: 'x',
      timeZone: 'UTC',
      team: { connect: { id: team.teamId } },
      grant: {
        create: { ...grant, accessTokenIssuedAt: now, accessTokenExpiresAt: now, refreshTokenExpiresAt: now },
      },
    },
  });
  await deps.db.post.create({ data: { teamId: team.teamId, accountId: account.id, mediaAssetId } });
  expect((await ask(DELETE, { id })).data.deleteMediaAsset).toMatchObject({
    __typename: 'ConflictError',
    code: 'media_in_use',
    nextStep: expect.any(String),
  });
});

test('media is listed newest first, page by page, and only to its team', async () => {
  const ids: string[] = [];
  for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) {
    deps.clock.advance(1000);
    ids.unshift(await upload(Buffer.from(name), name));
  }
  const list =
    'query ($after: String) { mediaAssets(first: 2, after: $after) { totalCount pageInfo { endCursor } edges { node { id url } } } }';
  const first = (await ask(list)).data.mediaAssets;
  expect(first.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual(ids.slice(0, 2));
  const second = (await ask(list, { after: first.pageInfo.endCursor })).data.mediaAssets;
  expect(second.edges[0].node.id).toBe(ids[2]);

  expect((await strangerAsk(list)).data.mediaAssets).toMatchObject({ totalCount: 0, edges: [] });
  expect((await strangerAsk(ASSET, { id: ids[0] })).data.node).toBeNull();
  expect((await ask(ASSET, { id: encodeGlobalID('MediaAsset', 'nonsense') })).data.node).toBeNull();
});
