import { randomUUID } from 'node:crypto';
import { findFreePort } from '@airdate/db/embedded';
import pg from 'pg';
import { afterAll, afterEach, expect, test } from 'vitest';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { killHard, startProcess } from '../../test/worker-process.ts';
import { globalId } from '../global-id.ts';
import { CLAIM_MS } from '../idempotency/idempotency-key.ts';
import { allJobs } from './worker.ts';

const GATE = 4711;

const deps = await createTestDeps({ jobs: allJobs });
const { db, clock } = deps;
const limits = { ...deps.config.limits, idempotencyWaitMs: 200 };
const { url } = await startTestServer({ ...deps, config: { ...deps.config, limits } });
const team = await createTestTeam(deps);
const apiKey = await testApiKey(team);
const account = await createTestAccount(db, team.teamId);
const file = { fileName: 'harbour.mp4', contentType: 'video/mp4', sizeBytes: 1, storageKey: randomUUID() };
const video = await db.mediaAsset.create({ data: { ...file, teamId: team.teamId } });

const gate = new pg.Client(deps.databaseUrl);
await gate.connect();
// pg answers the end of its database with an error.
gate.on('error', () => {});
afterAll(() => gate.end().catch(() => {}));
await gate.query(`CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN PERFORM pg_advisory_xact_lock(${GATE}); RETURN NEW; END $$`);
afterEach(() =>
  gate.query('DROP TRIGGER IF EXISTS gate ON posts; DROP TRIGGER IF EXISTS gate ON idempotency_keys'),
);

const QUERY = `mutation ($input: CreatePostInput!) {
  createPost(input: $input) { __typename ... on Post { id caption } ... on Error { code } }
}`;

async function create(at: string, key: string) {
  const input = {
    accountId: globalId('Account', account.id),
    mediaAssetId: globalId('MediaAsset', video.id),
    caption: key,
  };
  const response = await fetch(`${at}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${apiKey}`,
      'idempotency-key': `"${key}"`,
    },
    body: JSON.stringify({ query: QUERY, variables: { input } }),
  });
  const { data, errors } = (await response.json()) as {
    data?: { createPost: object };
    errors?: { extensions: object }[];
  };
  return { status: response.status, ...data?.createPost, ...errors?.[0]?.extensions };
}

/** Kills a process where its request waits at the gate, which the trigger puts up. */
async function killAtGate(trigger: string, key: string): Promise<void> {
  const port = await findFreePort();
  const child = await startProcess(deps, 'http', { API_PORT: String(port) });
  await gate.query(`SELECT pg_advisory_lock(${GATE})`);
  await gate.query(`CREATE TRIGGER gate ${trigger} EXECUTE FUNCTION wait_at_gate()`);
  const lost = create(`http://127.0.0.1:${port}`, key).catch(() => 'no answer');
  await expect
    .poll(
      async () =>
        (
          await gate.query(
            `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = ${GATE} AND NOT granted`,
          )
        ).rowCount,
      { timeout: 8_000 },
    )
    .toBe(1);
  await killHard(child);
  expect(await lost).toBe('no answer');
  await gate.query(`SELECT pg_advisory_unlock(${GATE})`);
  await gate.query('DROP TRIGGER IF EXISTS gate ON posts; DROP TRIGGER IF EXISTS gate ON idempotency_keys');
}

const postsOf = (caption: string) => db.post.count({ where: { caption } });

test('what a process left undone that was killed is done by a repetition, once it counts as abandoned', async () => {
  await killAtGate('BEFORE INSERT ON posts FOR EACH ROW', 'undone');
  expect(await create(url, 'undone')).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
  expect(await postsOf('undone')).toBe(0);

  clock.set(new Date(Date.now() + CLAIM_MS + 1000));
  const done = await create(url, 'undone');
  expect(done).toMatchObject({ status: 200, __typename: 'Post', caption: 'undone' });
  expect(await create(url, 'undone')).toEqual(done);
  expect(await postsOf('undone')).toBe(1);
});

test('what a process did that was killed before it kept the answer is not done again', async () => {
  clock.set(new Date());
  await killAtGate(
    'BEFORE UPDATE ON idempotency_keys FOR EACH ROW WHEN (NEW.sealed_answer IS NOT NULL)',
    'done',
  );
  expect(await create(url, 'done')).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
  expect(await postsOf('done')).toBe(1);

  clock.set(new Date(Date.now() + CLAIM_MS + 1000));
  const lost = { status: 409, code: 'idempotency_answer_lost', retryable: false };
  expect(await create(url, 'done')).toMatchObject(lost);
  expect(await create(url, 'done')).toMatchObject(lost);
  expect(await postsOf('done')).toBe(1);
});
