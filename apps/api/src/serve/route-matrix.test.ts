import { describe, expect, test } from 'vitest';
import { changesBetween, storedRows } from '../../test/matrix/stored-rows.ts';
import type { Actor, TeamWorld } from '../../test/matrix/team-world.ts';
import { createTwoTeams } from '../../test/matrix/two-teams.ts';
import { signedMediaUrl } from '../media/signed-media-url.ts';

const { world, url, ours, theirs, leaks } = await createTwoTeams();
const { deps } = world;
const ABSENT = '00000000-0000-7000-8000-000000000000';
const TUS = { 'tus-resumable': '1.0.0' };

function somebody({ actors }: TeamWorld, name: string): Actor {
  return actors.find((actor) => actor.name === name)!;
}

/** A redirect stays where it is: what is asked is where it points. */
function send(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, url), { redirect: 'manual', ...init });
}

/** What came back, without what names this one request. */
async function answerOf(response: Response) {
  const headers = Object.fromEntries(response.headers);
  delete headers.date;
  return { status: response.status, headers, body: await response.text() };
}

/** Three bytes of a file of this size are sent. @returns the row's id */
async function upload(team: TeamWorld, sizeBytes: number): Promise<string> {
  const headers = { ...TUS, ...somebody(team, 'EDITOR key').headers };
  const named = { 'upload-length': String(sizeBytes), 'upload-metadata': 'filename YS5tcDQ=' };
  const created = await send('/uploads', { method: 'POST', headers: { ...headers, ...named } });
  const path = created.headers.get('location') ?? '';
  const sent = await send(path, { method: 'PATCH', headers: { ...headers, ...chunkAt(0) }, body: 'abc' });
  expect(sent.headers.get('upload-offset')).toBe('3');
  return path.split('/').at(-1)!;
}

function chunkAt(offset: number) {
  return { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
}

describe('an upload of the own team', async () => {
  const started = await upload(ours, 6);
  const isBelowEditor = ({ role }: Actor) => role === 'VIEWER' || role === 'APPROVER';

  test.each(['POST', 'PATCH', 'DELETE'])('takes no %s below EDITOR', async (method) => {
    const before = await storedRows(deps);
    for (const actor of ours.actors.filter(isBelowEditor)) {
      const { status } = await send(method === 'POST' ? '/uploads' : `/uploads/${started}`, {
        method,
        headers: {
          ...TUS,
          ...actor.headers,
          ...(method === 'PATCH' && chunkAt(3)),
          ...(method === 'POST' && { 'upload-length': '6', 'upload-metadata': 'filename YS5tcDQ=' }),
        },
        body: method === 'PATCH' ? 'xyz' : undefined,
      });
      expect(status, actor.name).toBe(403);
    }
    expect(changesBetween(before, await storedRows(deps))).toEqual([]);
  });

  test.each(['PATCH', 'DELETE', 'POST'])(
    'is only looked at by a HEAD that calls itself %s',
    async (hidden) => {
      const before = await storedRows(deps);
      for (const actor of ours.actors) {
        const headers = { ...TUS, ...actor.headers, ...chunkAt(3), 'x-http-method-override': hidden };
        const response = await send(`/uploads/${started}`, { method: 'HEAD', headers });
        expect(response.status, actor.name).toBe(200);
        expect(response.headers.get('upload-offset'), actor.name).toBe('3');
      }
      expect(changesBetween(before, await storedRows(deps))).toEqual([]);
    },
  );
});

describe('an upload of another team', async () => {
  const [started, finished] = [await upload(theirs, 6), await upload(theirs, 3)];
  const before = await storedRows(deps);

  test.each(['HEAD', 'PATCH', 'DELETE', 'GET', 'POST', 'PUT'])('is not found by %s', async (method) => {
    const request = (actor: Actor, id: string) =>
      send(`/uploads/${id}`, {
        method,
        headers: {
          ...TUS,
          ...actor.headers,
          ...(method === 'PATCH' && chunkAt(3)),
        },
        body: method === 'PATCH' ? 'xyz' : undefined,
      });
    for (const actor of ours.actors) {
      const absent = await answerOf(await request(actor, ABSENT));
      expect(absent.status, actor.name).toBe(404);
      for (const id of [started, finished]) {
        expect(await answerOf(await request(actor, id)), actor.name).toEqual(absent);
      }
      for (const id of [
        `../uploads/${started}`,
        `${started}/`,
        `%2e%2e/${started}`,
        started.toUpperCase(),
        'x',
      ]) {
        const { status } = await request(actor, id);
        expect(status, `${actor.name}: ${id}`).toBe(404);
      }
    }
    expect(changesBetween(before, await storedRows(deps))).toEqual([]);
  });

  test('cannot be reached by another method in the headers of an own request', async () => {
    for (const actor of ours.actors) {
      for (const hidden of ['DELETE', 'PATCH', 'HEAD']) {
        const headers = { ...TUS, ...actor.headers, 'x-http-method-override': hidden };
        const { status } = await send(`/uploads/${started}`, { method: 'POST', headers });
        expect(status, actor.name).toBe(404);
      }
    }
    expect(changesBetween(before, await storedRows(deps))).toEqual([]);
  });
});

describe('a media link', async () => {
  const ownerOf = (team: TeamWorld) => somebody(team, 'OWNER session');
  const linkOf = async (team: TeamWorld): Promise<string> => {
    const query = 'query ($id: ID!) { node(id: $id) { ... on MediaAsset { url } } }';
    return (await ownerOf(team).ask(query, { id: team.nodes.MediaAsset })).data.node.url;
  };
  const [theirLink, ourLink] = [await linkOf(theirs), await linkOf(ours)];
  const partsOf = (link: string) => link.slice('/media/'.length).split('.') as [string, string];
  const { storageKey } = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id: theirs.mediaAssetId } });

  test('opens its own file and, changed or made elsewhere, none', async () => {
    const [[theirBody, theirSignature], [ourBody, ourSignature]] = [partsOf(theirLink), partsOf(ourLink)];
    const elsewhere = { ...deps, config: { ...deps.config, sessionSecret: 'x'.repeat(40) } };
    const cut = Buffer.from(theirBody, 'base64url')
      .toString()
      .replace(/\d+\]$/, '99999999]');
    const refused = [
      `/media/${theirBody}.${ourSignature}`,
      `/media/${ourBody}.${theirSignature}`,
      `/media/${Buffer.from(cut).toString('base64url')}.${theirSignature}`,
      `/media/${theirBody}.`,
      `/media/${theirBody}`,
      `/media/${storageKey}`,
      `/media/${ourBody}.${ourSignature}%2f..%2f..%2f${storageKey}`,
      `/media/%2e%2e%2f${encodeURIComponent(storageKey)}`,
      signedMediaUrl(elsewhere, storageKey, { contentType: 'video/mp4' }),
      ...[...theirSignature].map((letter, at) => {
        const other = letter === 'A' ? 'Q' : 'A';
        return `/media/${theirBody}.${theirSignature.slice(0, at)}${other}${theirSignature.slice(at + 1)}`;
      }),
    ];
    expect((await send(theirLink)).status).toBe(200);
    for (const path of refused) {
      for (const headers of [{}, ownerOf(ours).headers]) {
        const response = await send(path, { headers });
        expect(response.status, path).toBe(404);
        expect(leaks(await response.text())).toEqual([]);
      }
    }
  });

  test('opens nothing after its time', async () => {
    deps.clock.advance(8 * 3_600_000);
    expect((await send(theirLink)).status).toBe(404);
    deps.clock.advance(-8 * 3_600_000);
    expect((await send(theirLink)).status).toBe(200);
  });
});

describe('connecting an account', () => {
  /** @returns the state in the link to the consent page, null when there is none */
  async function start({ headers }: Actor): Promise<string | null> {
    const response = await send('/oauth/tiktok/start', { headers });
    expect(response.status).toBe(302);
    return new URL(response.headers.get('location')!).searchParams.get('state');
  }
  async function finish({ headers }: Actor, state: string): Promise<Record<string, string>> {
    const response = await send(`/oauth/tiktok/callback?code=any&state=${state}`, { headers });
    return Object.fromEntries(new URL(response.headers.get('location')!).searchParams);
  }

  test('begins for sessions from EDITOR up, and for no key', async () => {
    for (const actor of ours.actors) {
      const may = actor.kind === 'session' && ['EDITOR', 'ADMIN', 'OWNER'].includes(actor.role);
      const before = await storedRows(deps);
      expect((await start(actor)) !== null, actor.name).toBe(may);
      const changes = changesBetween(before, await storedRows(deps));
      expect(changes, actor.name).toHaveLength(may ? 1 : 0);
    }
  });

  test('ends only in the browser where it began', async () => {
    const state = (await start(somebody(theirs, 'OWNER session')))!;
    const before = await storedRows(deps);
    for (const actor of ours.actors) {
      expect(await finish(actor, state), actor.name).toEqual({ connectError: 'state_invalid' });
    }
    expect(changesBetween(before, await storedRows(deps))).toEqual([]);
  });
});
