import { expect, test } from 'vitest';
import { graphqlClient, testApiKey } from '../../test/graphql-client.ts';
import { CREATE, CREATE_WITH_KEY, codeOf, createKeyedRequests } from '../../test/keyed-requests.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { purgeIdempotencyKeys } from '../idempotency/purge-idempotency-keys.ts';
import { allJobs } from './worker.ts';

const DAY_MS = 86_400_000;

const deps = await createTestDeps({ jobs: allJobs });
const { db } = deps;
const { url, team, startServer, newTeam, send, create, postsOf } = await createKeyedRequests(deps);
const other = await startServer();

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
  const restarted = await startServer();
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

test('a repetition that comes too early is told so, and gets the answer later', async () => {
  const impatient = await startServer({ idempotencyWaitMs: 300 });
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

test('a kept answer is sealed, for its own row', async () => {
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
