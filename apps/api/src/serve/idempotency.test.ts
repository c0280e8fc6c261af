import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { openSocket } from '../../test/web-socket-client.ts';
import { globalId } from '../global-id.ts';
import { purgeIdempotencyKeys } from '../idempotency/purge-idempotency-keys.ts';
import { allJobs } from './worker.ts';

const DAY_MS = 86_400_000;

const deps = await createTestDeps({ jobs: allJobs });
const { db } = deps;
const patient = { ...deps.config.limits, idempotencyWaitMs: 60_000 };
const serverDeps = () => ({ ...deps, config: { ...deps.config, limits: patient } });
const { url } = await startTestServer(serverDeps());
/** With a memory of its own, as a second process on the same database. */
const other = await startTestServer(serverDeps());

async function newTeam() {
  const team = await createTestTeam(deps);
  const account = await createTestAccount(db, team.teamId);
  const asset = { fileName: 'harbour.mp4', contentType: 'video/mp4', sizeBytes: 1 };
  const video = await db.mediaAsset.create({
    data: { ...asset, teamId: team.teamId, storageKey: randomUUID() },
  });
  const input = {
    accountId: globalId('Account', account.id),
    mediaAssetId: globalId('MediaAsset', video.id),
    caption: 'Morning at the harbour',
  };
  return { ...team, apiKey: await testApiKey(team), input };
}

const team = await newTeam();
const CREATE = `mutation Create($input: CreatePostInput!) {
  createPost(input: $input) { __typename ... on Post { id caption createdAt } ... on Error { code message path retryable } }
}`;
const CREATE_WITH_KEY = `mutation Create($input: CreatePostInput!, $key: String) {
  createPost(input: $input, idempotencyKey: $key) {
    __typename ... on Post { id caption createdAt } ... on Error { code message path retryable }
  }
}`;

type Sent = { status: number; body: string; replayed: string | null };

/** One request as it goes over the wire. */
async function send(
  query: string,
  variables: object,
  { key, apiKey = team.apiKey, at = url }: { key?: string; apiKey?: string; at?: string } = {},
): Promise<Sent> {
  const response = await fetch(`${at}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${apiKey}`,
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { status, headers } = response;
  return { status, body: await response.text(), replayed: headers.get('idempotency-replayed') };
}

const create = (key?: string, options: Parameters<typeof send>[2] & { caption?: string } = {}) => {
  const { caption = team.input.caption, ...rest } = options;
  return send(CREATE, { input: { ...team.input, caption } }, { ...rest, ...(key && { key }) });
};
const postsOf = (caption: string) => db.post.count({ where: { caption } });
const codeOf = ({ body }: Sent) => JSON.parse(body).errors?.[0].extensions.code;

test('1,000 calls at once with one key make one post and get the same bytes, in two processes', async () => {
  const caption = 'one of a thousand';
  const calls = Array.from({ length: 1000 }, (_, at) =>
    create('"thousand"', { caption, at: at % 2 ? url : other.url }),
  );
  const answers = await Promise.all(calls);
  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  expect(JSON.parse(answers[0]!.body).data.createPost).toMatchObject({ __typename: 'Post', caption });
  expect(answers.filter(({ replayed }) => replayed === 'true')).toHaveLength(999);
  expect(await postsOf(caption)).toBe(1);
  expect(await db.event.count({ where: { type: 'post.created', post: { caption } } })).toBe(1);
}, 120_000);

test('the quotes of the header are its syntax, and its key is that of the argument too', async () => {
  const first = await create('"quoted-1"');
  expect(await create('quoted-1')).toEqual({ ...first, replayed: 'true' });
  const withKey = (key: string) => send(CREATE_WITH_KEY, { input: team.input, key }, { key: '"quoted-2"' });
  expect(await withKey('quoted-2')).toMatchObject({ status: 200, replayed: null });
  const different = await withKey('quoted-3');
  expect(different).toMatchObject({ status: 400, replayed: null });
  expect(codeOf(different)).toBe('BAD_USER_INPUT');
});

test('a repetition is answered by a server that was started later', async () => {
  const first = await create('"restart"');
  const restarted = await startTestServer(serverDeps());
  expect(await create('"restart"', { at: restarted.url })).toEqual({ ...first, replayed: 'true' });
});

test('a key stands for one request', async () => {
  const { body } = await create('"taken"', { caption: 'first' });
  const second = await create('"taken"', { caption: 'second' });
  expect(second).toMatchObject({ status: 422, replayed: null });
  expect(JSON.parse(second.body).errors[0].extensions).toMatchObject({
    code: 'idempotency_key_reused',
    retryable: false,
  });
  const asField = await send(CREATE_WITH_KEY, { input: { ...team.input, caption: 'first' }, key: 'taken' });
  expect(JSON.parse(asField.body).data.createPost).toMatchObject({
    __typename: 'ConflictError',
    code: 'idempotency_key_reused',
  });
  expect([await postsOf('first'), await postsOf('second')]).toEqual([1, 0]);
  expect((await create('"taken"', { caption: 'first' })).body).toBe(body);
});

test('how a request is laid out makes no other request of it', async () => {
  const { body } = await create('"layout"');
  const { accountId, mediaAssetId, caption } = team.input;
  const spaced = CREATE.replaceAll(' ', '\n  ');
  expect(
    await send(spaced, { input: { caption, mediaAssetId, accountId } }, { key: '"layout"' }),
  ).toMatchObject({
    status: 200,
    replayed: 'true',
    body,
  });
});

test('another team, another API key and no key are requests of their own', async () => {
  const second = await newTeam();
  const sameTeam = await testApiKey(team);
  const caption = 'whose is it';
  await create('"shared"', { caption });
  await create('"shared"', { caption, apiKey: sameTeam });
  await send(CREATE, { input: { ...second.input, caption } }, { key: '"shared"', apiKey: second.apiKey });
  await create(undefined, { caption });
  await create(undefined, { caption });
  expect(await postsOf(caption)).toBe(5);
});

test('typed errors are replayed, and so are errors of the whole request', async () => {
  const tooLong = { caption: 'x'.repeat(2201) };
  const typed = await create('"typed"', tooLong);
  expect(JSON.parse(typed.body).data.createPost).toMatchObject({ code: 'caption_too_long' });
  expect(await create('"typed"', tooLong)).toEqual({ ...typed, replayed: 'true' });

  // The draft is saved, and a field of the answer is for admins only.
  const query = CREATE.replace('caption', 'account { tokenAccesses(first: 1) { edges { cursor } } }');
  const ask = () => send(query, { input: { ...team.input, caption: 'half' } }, { key: '"half"' });
  const half = await ask();
  expect(codeOf(half)).toBe('forbidden');
  expect(await ask()).toEqual({ ...half, replayed: 'true' });
  expect(await postsOf('half')).toBe(1);
});

test('what was refused before anything was done leaves the key free', async () => {
  const tooMuch =
    'events(first: 100) { edges { node { post { events(first: 100) { edges { node { post { id caption } } } } } } } }';
  const refused = await send(CREATE.replace('caption', tooMuch), { input: team.input }, { key: '"free"' });
  expect(codeOf(refused)).toBe('BAD_USER_INPUT');
  expect(JSON.parse((await send(CREATE, {}, { key: '"free"' })).body)).toEqual({
    errors: [expect.anything()],
  });
  expect(codeOf(await create('"free"', { apiKey: 'adk_nobody_nothing' }))).toBe('UNAUTHENTICATED');
  expect(await create('"free"')).toMatchObject({ status: 200, replayed: null });
  expect(await create('"free"')).toMatchObject({ status: 200, replayed: 'true' });
});

test('a key that cannot be taken is bad input that says what can', async () => {
  for (const key of ['""', '"open', `"${'k'.repeat(256)}"`]) {
    const answer = await create(key, { caption: 'bad key' });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).errors[0]).toMatchObject({
      message: 'Idempotency-Key: An idempotency key has 1 to 255 printable ASCII characters.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  for (const key of ['', 'k'.repeat(256), 'ключ']) {
    const { body } = await send(CREATE_WITH_KEY, { input: { ...team.input, caption: 'bad key' }, key });
    expect(JSON.parse(body).data.createPost).toMatchObject({
      __typename: 'ValidationError',
      message: 'An idempotency key has 1 to 255 printable ASCII characters.',
      path: ['idempotencyKey'],
    });
  }
  expect(await postsOf('bad key')).toBe(0);
});

test('the keys of several fields are their own, and one that comes again is not done again', async () => {
  const query = `mutation ($one: CreatePostInput!, $two: CreatePostInput!, $k1: String, $k2: String) {
    one: createPost(input: $one, idempotencyKey: $k1) { ...Made }
    ...Second
  }
  fragment Second on Mutation { two: createPost(input: $two, idempotencyKey: $k2) { ...Made } }
  fragment Made on CreatePostResult { __typename ... on Post { id caption } ... on Error { code } }`;
  const one = { ...team.input, caption: 'field one' };
  const two = { ...team.input, caption: 'field two' };
  const ask = async (k1: string, k2: string) => JSON.parse((await send(query, { one, two, k1, k2 })).body);
  const first = await ask('f1', 'f2');
  expect(first).toEqual({
    data: {
      one: { __typename: 'Post', id: expect.any(String), caption: 'field one' },
      two: { __typename: 'Post', id: expect.any(String), caption: 'field two' },
    },
  });
  const again = await ask('f1', 'f3');
  expect(again.data.one).toEqual(first.data.one);
  expect(again.data.two.id).not.toBe(first.data.two.id);
  expect(again.extensions).toEqual({ idempotency: { replayed: ['one'] } });
  expect([await postsOf('field one'), await postsOf('field two')]).toEqual([1, 2]);

  const wrong = await ask('f4', 'f2');
  expect(wrong.data.two).toEqual(first.data.two);
  const same = await ask('f5', 'f5');
  expect(same.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  expect(await postsOf('field one')).toBe(2);
});

test('fields with keys of their own have the size of an answer together', async () => {
  const limits = { ...deps.config.limits, answerFields: 100 };
  const { url: small } = await startTestServer({ ...deps, config: { ...deps.config, limits } });
  const field = (name: string, key: string) => `${name}: createPost(input: $input, idempotencyKey: "${key}") {
    ... on Post { events(first: 30) { edges { cursor } } } }`;
  const ask = (fields: string) =>
    send(
      `mutation ($input: CreatePostInput!) { ${fields} }`,
      { input: { ...team.input, caption: 'how large' } },
      { at: small },
    );
  expect(JSON.parse((await ask(field('one', 'size 1'))).body)).not.toHaveProperty('errors');
  const both = await ask(`${field('one', 'size 2')} ${field('two', 'size 3')}`);
  expect(JSON.parse(both.body)).toMatchObject({
    errors: [{ message: expect.stringMatching(/^The answer could have \d+ fields; at most 100/) }],
  });
  expect(await postsOf('how large')).toBe(1);
});

test('the same field under another name gets the same answer, another selection does not', async () => {
  const ask = async (query: string) =>
    JSON.parse((await send(query, { input: { ...team.input, caption: 'renamed' }, key: 'renamed' })).body);
  const { data } = await ask(CREATE_WITH_KEY);
  const renamed = await ask(CREATE_WITH_KEY.replace('createPost(', 'draft: createPost('));
  expect(renamed.data).toEqual({ draft: data.createPost });
  const smaller = await ask(CREATE_WITH_KEY.replace('caption createdAt', ''));
  expect(smaller.data.createPost).toMatchObject({ code: 'idempotency_key_reused' });
});

test('over a WebSocket the argument counts, and a header of the handshake does not', async () => {
  const socket = await openSocket(
    url,
    { authorization: `Bearer ${team.apiKey}` },
    { 'idempotency-key': '"of the handshake"' },
  );
  let id = 0;
  const ask = async (query: string, variables: object) => {
    const name = String(++id);
    socket.send({ type: 'subscribe', id: name, payload: { query, variables } });
    const { payload } = await socket.receives(({ type, id }) => type !== 'complete' && id === name);
    // biome-ignore lint/suspicious/noExplicitAny: an answer
    return payload as any;
  };
  const input = { ...team.input, caption: 'by socket' };
  const first = await ask(CREATE_WITH_KEY, { input, key: 'socket' });
  const again = await ask(CREATE_WITH_KEY, { input, key: 'socket' });
  expect(again).toEqual({ data: first.data, extensions: { idempotency: { replayed: ['createPost'] } } });
  const overHttp = await send(CREATE_WITH_KEY, { input, key: 'socket' });
  expect(JSON.parse(overHttp.body)).toEqual(again);
  expect(overHttp.replayed).toBe('true');
  await ask(CREATE, { input });
  await ask(CREATE, { input });
  expect(await postsOf('by socket')).toBe(3);
  socket.socket.close();
});

test('a repetition that comes too early is told so, and gets the answer later', async () => {
  const limits = { ...deps.config.limits, idempotencyWaitMs: 300 };
  const impatient = await startTestServer({ ...deps, config: { ...deps.config, limits } });
  const caption = 'in flight';
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const holding = Promise.withResolvers<void>();
  const holder = db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM event_counters WHERE team_id = ${team.teamId}::uuid FOR UPDATE`;
      holding.resolve();
      await held;
    },
    { timeout: 10_000 },
  );
  await holding.promise;
  const first = create('"early"', { caption, at: impatient.url });
  await expect.poll(() => db.idempotencyKey.count({ where: { key: 'early' } })).toBe(1);
  const early = await create('"early"', { caption, at: impatient.url });
  expect(early).toMatchObject({ status: 409, replayed: null });
  expect(JSON.parse(early.body).errors[0].extensions).toMatchObject({
    code: 'idempotency_in_progress',
    retryable: true,
  });
  letGo();
  await holder;
  const { status, body } = await first;
  expect(await create('"early"', { caption })).toEqual({ status, body, replayed: 'true' });
  expect(await postsOf(caption)).toBe(1);
});

test('an answer with a secret is sealed, for its own row', async () => {
  const { id: userId } = await db.user.create({
    data: { name: 'Sam', email: `${randomUUID()}@example.com` },
  });
  await db.member.create({ data: { teamId: team.teamId, userId, role: 'OWNER' } });
  await create('"sealed"', { caption: 'a caption to look for' });
  const rows = await db.idempotencyKey.findMany({ where: { key: 'sealed' } });
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('a caption to look for');
  expect(rows[0]!.sealedAnswer).toMatch(/^test\./);
  expect(deps.keyring.open(rows[0]!.sealedAnswer!, `idempotency-key:${rows[0]!.id}:answer`)).toContain(
    'a caption to look for',
  );
  const { id } = await db.idempotencyKey.findFirstOrThrow({ where: { key: 'layout' } });
  await db.idempotencyKey.update({ where: { id }, data: { sealedAnswer: rows[0]!.sealedAnswer } });
  const moved = await create('"layout"');
  expect(moved.body).not.toContain('a caption to look for');
  expect(codeOf(moved)).toBe('idempotency_answer_lost');
});

test('only who may ask the same now is given an answer', async () => {
  const asker = await createTestTeam(deps);
  const apiKey = await testApiKey(asker, 'ADMIN');
  const query =
    'mutation { updateTeam(input: { catchUpHours: 9 }) { __typename ... on Team { catchUpHours } } }';
  const ask = () => send(query, {}, { key: '"role"', apiKey });
  const first = await ask();
  expect(JSON.parse(first.body).data.updateTeam).toEqual({ __typename: 'Team', catchUpHours: 9 });
  expect(await ask()).toEqual({ ...first, replayed: 'true' });

  const where = { teamId: asker.teamId };
  await db.apiKey.updateMany({ where, data: { role: 'EDITOR' } });
  const lowered = await ask();
  expect([lowered.status, codeOf(lowered), lowered.replayed]).toEqual([403, 'forbidden', null]);

  await db.apiKey.updateMany({ where, data: { role: 'ADMIN', revokedAt: deps.clock.now() } });
  const revoked = await ask();
  expect([revoked.status, codeOf(revoked), revoked.replayed]).toEqual([401, 'UNAUTHENTICATED', null]);
});

test('after seven days a key is new, and what is older is removed', async () => {
  const caption = 'a week';
  const { body } = await create('"week"', { caption });
  deps.clock.advance(7 * DAY_MS - 1000);
  expect((await create('"week"', { caption })).body).toBe(body);
  expect(await purgeIdempotencyKeys(deps)).toBe(0);

  deps.clock.advance(1000);
  expect((await create('"week"', { caption })).replayed).toBeNull();
  expect(await postsOf(caption)).toBe(2);

  deps.clock.advance(1000);
  const old = await db.idempotencyKey.count({ where: { key: { not: 'week' } } });
  await db.$executeRaw`
    INSERT INTO idempotency_keys (id, team_id, actor_kind, actor_id, key, fingerprint, claim_token, claimed_until, created_at)
    SELECT gen_random_uuid(), team_id, actor_kind, actor_id, 'old ' || n, fingerprint, claim_token, claimed_until,
      created_at - interval '8 days'
    FROM idempotency_keys, generate_series(1, 2500) AS n WHERE key = 'week'`;
  expect(await purgeIdempotencyKeys(deps)).toBe(old + 2500);
  expect(await db.idempotencyKey.findMany({ select: { key: true } })).toEqual([{ key: 'week' }]);
});

test('a query takes no notice of the header', async () => {
  const ask = graphqlClient(url, { authorization: `Bearer ${team.apiKey}`, 'idempotency-key': '"query"' });
  expect((await ask('{ viewer { role } }')).data).toEqual({ viewer: { role: 'EDITOR' } });
  expect((await ask('{ instance { setupRequired } }')).status).toBe(200);
  expect(await db.idempotencyKey.count({ where: { key: 'query' } })).toBe(0);
});
