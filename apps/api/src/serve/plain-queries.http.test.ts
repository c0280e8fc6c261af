import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { serverAudits } from 'graphql-http';
import { expect, test } from 'vitest';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';

const deps = await createTestDeps({ jobs: [] });
const { url } = await startTestServer(deps);
const team = await createTestTeam(deps, 'OWNER');
const key = await testApiKey(team, 'VIEWER');

type Sent = { body: string; headers?: Record<string, string> };

function ask({ body, headers }: Sent): Promise<{ status: number; headers: object; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${key}`,
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
    });
    sent.on('error', reject).on('response', (res) => {
      const { date: _, ratelimit: __, 'x-request-id': ___, ...rest } = res.headers;
      const answer = async () => ({
        status: res.statusCode!,
        headers: rest,
        body: withoutChance(await text(res)),
      });
      answer().then(resolve, reject);
    });
    sent.end(body);
  });
}

/** What is another in each answer. */
function withoutChance(body: string): string {
  return body.replace(/"available":\d+/, '"available":0').replace(/"requestId":"[^"]+"/, '"requestId":""');
}

const asked = (body: object, headers: Record<string, string> = {}): Sent => ({
  body: JSON.stringify(body),
  headers,
});

test.each<[string, Sent]>([
  ['a query', asked({ query: '{ viewer { role } posts(first: 2) { totalCount } }' })],
  [
    'variables',
    asked({ query: 'query ($n: Int) { posts(first: $n) { edges { cursor } } }', variables: { n: 3 } }),
  ],
  [
    'an operation by its name',
    asked({ query: 'query a { __typename } query b { viewer { role } }', operationName: 'b' }),
  ],
  ['nulls', asked({ query: '{ __typename }', operationName: null, variables: null })],
  ['a name that nothing has', asked({ query: 'query a { __typename }', operationName: 'z' })],
  ['several without a name', asked({ query: 'query a { __typename } query b { __typename }' })],
  ['a document that cannot be read', asked({ query: '{' })],
  ['an unknown field', asked({ query: '{ nothing }' })],
  [
    'a variable that does not fit',
    asked({ query: 'query ($n: Int) { posts(first: $n) { edges { cursor } } }', variables: { n: 'x' } }),
  ],
  ['a refusal inside', asked({ query: '{ posts(first: -1) { edges { cursor } } viewer { role } }' })],
  ['a field that this role may not read', asked({ query: '{ apiKeys { id } }' })],
  ['too much', asked({ query: '{ posts(first: 101) { edges { cursor } } }' })],
  [
    'a wrong key',
    asked({ query: '{ posts(first: 1) { edges { cursor } } }' }, { authorization: 'Bearer adk_wrong' }),
  ],
  [
    'cookies of another site',
    asked({ query: '{ __typename }' }, { cookie: 'a=b', origin: 'https://evil.example' }),
  ],
  ['a mutation', asked({ query: 'mutation { updateTeam(input: { name: "" }) { __typename } }' })],
  ['a list of operations', asked([{ query: '{ __typename }' }])],
  ['another member', asked({ query: '{ __typename }', other: 1 })],
  ['a query that is none', asked({ query: 1 })],
  ['variables that are none', asked({ query: '{ __typename }', variables: [1] })],
  ['no JSON', { body: '{"query":' }],
  ['a number', { body: '1' }],
  ['nothing', { body: '' }],
  [
    'another character set',
    asked({ query: '{ __typename }' }, { 'content-type': 'application/json; charset=latin1' }),
  ],
])('%s is answered as by the whole server, to the byte', async (_what, sent) => {
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const plain = await ask({ ...sent, headers: { ...sent.headers, accept } });
    // A weight is nothing that the short way reads.
    const whole = await ask({ ...sent, headers: { ...sent.headers, accept: `${accept};q=1` } });
    expect(plain).toEqual(whole);
  }
});

test.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['text/html, application/json', 'application/json'],
  ['application/graphql-response+json, application/json', 'application/graphql-response+json'],
  ['application/json, application/graphql-response+json', 'application/json'],
  ['application/json, text/plain, */*', 'application/json'],
])('whoever takes %s is answered by %s', async (accept, mediaType) => {
  const sent = asked({ query: '{ __typename }' }, accept ? { accept } : {});
  expect(await ask(sent)).toMatchObject({
    status: 200,
    headers: { 'content-type': `${mediaType}; charset=utf-8` },
  });
});

// Some of them ask for the schema, which is answered where GraphiQL is.
const audited = await startTestServer({ ...deps, config: { ...deps.config, graphiql: true } });

test.each(serverAudits({ url: `${audited.url}/graphql`, fetchFn: fetch }))(
  'audit $id: $name',
  async ({ fn }) => {
    const result = await fn();
    expect('reason' in result ? result.reason : '').toBe('');
    expect(result.status).toBe('ok');
  },
);
