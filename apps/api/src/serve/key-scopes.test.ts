import { ApiKeyScope } from '@airdate/db';
import { describe, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { fieldsOf, printedSchema } from '../../test/matrix/schema-walker.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { globalId } from '../global-id.ts';
import { FIELD_NEEDS } from '../graphql/field-scopes.ts';

const schema = printedSchema();
const world = await createPublishingWorld();
const { deps, team } = world;
const simulated = { ...deps, config: { ...deps.config, simulatorUrl: world.simulator.url } };
const { url } = await startTestServer(simulated);
const { url: realUrl } = await startTestServer(deps);

const keyWith = (...scopes: ApiKeyScope[]) => testApiKey(team, 'OWNER', { scopes });
const without = (scope: ApiKeyScope) => keyWith(...Object.values(ApiKeyScope).filter((one) => one !== scope));
const ID = globalId('Post', crypto.randomUUID());

test.each(['Query', 'Mutation', 'Subscription'] as const)('each field of %s says what it needs', (type) => {
  const fields = fieldsOf(schema, type);
  expect(Object.keys(FIELD_NEEDS[type]).sort()).toEqual(fields.map(({ name }) => name).sort());
  for (const { name, description } of fields) {
    const { scope } = FIELD_NEEDS[type][name]!;
    if (scope) expect(description, name).toContain(`the scope ${scope}.`);
  }
});

const ARGUMENTS: Record<string, string> = {
  node: `(id: "${ID}")`,
  preflight: `(input: { postId: "${ID}" })`,
  nodes: `(ids: ["${ID}"])`,
};
const nameable = (type: 'Query' | 'Subscription') =>
  Object.entries(FIELD_NEEDS[type]).flatMap(([name, { scope }]) => (scope ? [{ name, scope }] : []));

describe('a key without the scope', async () => {
  const ask = graphqlClient(url, await without('READ'));

  test.each(nameable('Query'))('is refused $name, and told which one it lacks', async ({ name, scope }) => {
    const { errors } = await ask(`{ ${name}${ARGUMENTS[name] ?? ''} { __typename } }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'key_scope_missing', requiredScope: scope });
  });

  test.each(nameable('Subscription'))('is refused the subscription $name', async ({ name, scope }) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await without('READ')}`,
      },
      body: JSON.stringify({ query: `subscription { ${name} { __typename } }` }),
    });
    expect(await response.text()).toContain(`"code":"key_scope_missing"`);
    expect(scope).toBe('READ');
  });

  test('of what it changes it reads plain values, and nothing that they lead to', async () => {
    const input = {
      accountId: globalId('Account', world.accountId),
      mediaAssetId: globalId('MediaAsset', world.video.id),
    };
    const create = (selection: string) =>
      ask(
        `mutation ($input: CreatePostInput!) { createPost(input: $input) { __typename
          ... on Post { ${selection} } ... on ForbiddenError { code requiredScope } } }
        fragment Beyond on Post { account { username } }`,
        { input },
      );
    const before = await deps.db.post.count();
    for (const selection of [
      'id ...Beyond',
      '...Beyond ... on Node { ... on Post { events { edges { cursor } } } }',
    ])
      expect(await create(selection)).toMatchObject({
        data: {
          createPost: {
            __typename: 'ForbiddenError',
            code: 'key_scope_missing',
            requiredScope: 'READ',
          },
        },
      });
    expect(await deps.db.post.count()).toBe(before);
    const query =
      'mutation ($input: CreatePostInput!) { createPost(input: $input) { ... on Post { status } } }';
    expect((await ask(query, { input })).data.createPost).toEqual({ status: 'DRAFT' });
    const { errors } = await ask('{ viewer { team { members { user { email } } } } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'key_scope_missing', requiredScope: 'READ' });
  });

  test('is refused uploads', async () => {
    const start = async (key: string) =>
      fetch(`${url}/uploads`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'tus-resumable': '1.0.0',
          'upload-length': '10',
          'upload-metadata': `filename ${btoa('a.mp4')}`,
        },
      });
    const refused = await start(await without('MEDIA_WRITE'));
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'key_scope_missing' });
    expect((await start(await keyWith('MEDIA_WRITE'))).status).toBe(201);
  });
});

test('a key knows what it is for', async () => {
  const query = '{ viewer { scopes isTest } }';
  const key = await testApiKey(team, 'EDITOR', { scopes: ['READ', 'READ', 'POSTS_WRITE'], isTest: true });
  expect(key).toMatch(/^adk_test_/);
  const { data } = await graphqlClient(url, key)(query);
  expect(data.viewer).toEqual({ scopes: ['READ', 'POSTS_WRITE'], isTest: true });
});

describe('a test key', async () => {
  const key = await testApiKey(team, 'OWNER', { isTest: true });
  const publish = `mutation ($input: PublishPostInput!) { publishPost(input: $input) { __typename ... on Error { code } } }`;

  test('publishes where the simulator stands in, and not at TikTok', async () => {
    const agreement = await world.agreement(await world.draft());
    const input = { ...agreement, postId: globalId('Post', agreement.postId) };
    const { data } = await graphqlClient(realUrl, key)(publish, { input });
    expect(data.publishPost).toEqual({ __typename: 'ForbiddenError', code: 'test_key' });
    expect((await graphqlClient(url, key)(publish, { input })).data.publishPost.__typename).toBe('Post');
  });

  test('asks TikTok nothing, not even below a field that it may read', async () => {
    const query = 'query ($id: ID!) { node(id: $id) { ... on Account { creatorInfo { __typename } } } }';
    const variables = { id: globalId('Account', world.accountId) };
    const calls = () => world.simulator.calls().length;
    const before = calls();
    const { errors } = await graphqlClient(realUrl, key)(query, variables);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'test_key' });
    expect(calls()).toBe(before);
    const { data } = await graphqlClient(url, key)(query, variables);
    expect(data.node.creatorInfo.__typename).toBe('CreatorInfo');
  });
});
