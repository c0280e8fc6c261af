import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { openSocket } from '../../test/web-socket-client.ts';
import { documentCaches } from './limit-documents.ts';

const deps = await createTestDeps({ jobs: [] });
const { limits } = deps.config;
const team = await createTestTeam(deps);
const key = await testApiKey(team);
const { url } = await startTestServer(deps);
const ask = graphqlClient(url, key);

const fields = (count: number) => `{${' __typename'.repeat(count)} }`;

test('a document is read up to its limit of tokens, and refused at the next one without being validated', async () => {
  expect((await ask(fields(limits.documentTokens - 2))).errors?.[0]?.message ?? '').not.toContain('tokens');
  const { errors } = await ask(fields(limits.documentTokens - 1));
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining(`${limits.documentTokens} tokens`),
    extensions: { code: 'GRAPHQL_PARSE_FAILED' },
  });
});

const nested = (levels: number) =>
  Array.from({ length: levels }).reduceRight<string>(
    (inner, _, level) =>
      `{ ${level === 0 ? 'accounts(first: 1) { edges { node' : level % 2 ? 'schedule' : 'account'} ${inner} ${level === 0 ? '} }' : ''} }`,
    '{ id }',
  );

test('fields may lie below each other up to the limit of depth', async () => {
  // accounts, edges, node; then one level each; then id.
  const levels = (depth: number) => nested(depth - 3);
  expect((await ask(levels(limits.documentDepth))).errors).toBeUndefined();
  const { errors } = await ask(levels(limits.documentDepth + 1));
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining(`at most ${limits.documentFields} in ${limits.documentDepth}`),
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

test('fields count wherever a fragment puts them', async () => {
  // F3 is 1 field, F2 10 of it, …
  const fragments = [1, 2, 3].map(
    (level) =>
      `fragment F${level} on Instance { ${level === 3 ? 'appAudited' : Array.from({ length: 10 }, () => `... on Instance { ...F${level + 1} }`).join(' ')} }`,
  );
  const query = (times: number) =>
    `{ ${Array.from({ length: times }, (_, i) => `a${i}: instance { ...F1 }`).join(' ')} } ${fragments.join(' ')}`;
  expect((await ask(query(9))).errors).toBeUndefined();
  expect((await ask(query(10))).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

test('arguments of a field that is left out are not looked at', async () => {
  const query = 'query ($id: ID!) { instance { appAudited } node(id: $id) @include(if: false) { id } }';
  expect(await ask(query, { id: '' })).toMatchObject({ status: 200, data: { instance: {} } });
});

test('questions about the schema are answered only where GraphiQL is', async () => {
  for (const query of ['{ __schema { queryType { name } } }', '{ __type(name: "Post") { name } }']) {
    expect((await ask(query)).errors?.[0]?.extensions.code).toBe('INTROSPECTION_OFF');
  }
  expect((await ask('{ __typename }')).errors).toBeUndefined();
  const asked = await startTestServer({ ...deps, config: { ...deps.config, graphiql: true } });
  const { data } = await graphqlClient(asked.url, key)('{ __schema { queryType { name } } }');
  expect(data.__schema.queryType.name).toBe('Query');
});

test('an operation that cannot be read ends alone, and the others on its socket go on', async () => {
  const client = await openSocket(url, { authorization: `Bearer ${key}` });
  client.send({ type: 'subscribe', id: 'good', payload: { query: 'subscription { teamEvents { type } }' } });
  for (const [id, query] of [
    ['unreadable', 'subscription {'],
    ['unknown', 'subscription { nothing }'],
    ['long', fields(limits.documentTokens)],
  ] as const) {
    client.send({ type: 'subscribe', id, payload: { query } });
    expect(await client.receives((message) => message.id === id)).toMatchObject({
      type: 'error',
      payload: [{ message: expect.any(String) }],
    });
  }
  client.send({ type: 'subscribe', id: 'after', payload: { query: '{ __typename }' } });
  await client.receives(({ id, type }) => id === 'after' && type === 'next');
  expect(client.messages.some(({ id }) => id === 'good')).toBe(false);
  client.socket.close();
});

test('parsed documents are kept up to a number of bytes', () => {
  const { documentCache } = documentCaches(1_000_000);
  for (let i = 0; i < 500; i++) {
    documentCache.set(`${i}`.padEnd(1000), { kind: 'Document' as never, definitions: [], tokenCount: 10 });
  }
  expect(documentCache.calculatedSize).toBeLessThanOrEqual(1_000_000);
  expect(documentCache.size).toBeGreaterThan(50);
  documentCache.set('large'.padEnd(10_000_000), {
    kind: 'Document' as never,
    definitions: [],
    tokenCount: 10,
  });
  expect(documentCache.size).toBeGreaterThan(50);
});
