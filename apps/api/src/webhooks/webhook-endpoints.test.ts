import { afterAll, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { startReceiver } from '../../test/webhook-receiver.ts';
import { startEventListener } from '../events/event-listener.ts';
import { startWebhookSender } from './start-webhook-sender.ts';

const deps = await createTestDeps({ jobs: [] });
const { url } = await startTestServer(deps);
const listener = await startEventListener(deps.databaseUrl, deps.log);
const stop = startWebhookSender(deps, listener);
afterAll(async () => {
  await stop();
  await listener.close();
});

const CREATE = `mutation ($input: CreateWebhookEndpointInput!) {
  createWebhookEndpoint(input: $input) {
    __typename
    ... on WebhookSecret { secret webhookEndpoint { id url description eventTypes disabledAt } }
    ... on Error { code path }
  }
}`;

async function signIn() {
  const team = await createTestTeam(deps, 'OWNER');
  const ask = graphqlClient(url, await testApiKey(team, 'ADMIN'));
  const create = async (input: object) => (await ask(CREATE, { input })).data.createWebhookEndpoint;
  return { team, ask, create };
}

test('an endpoint is created with its secret, which no later answer and no event shows', async () => {
  const { ask, create } = await signIn();
  const input = {
    url: 'https://hooks.example.com/t0ken',
    description: 'CMS',
    eventTypes: ['post.', 'post.'],
  };
  const { secret, webhookEndpoint } = await create(input);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(webhookEndpoint).toMatchObject({ ...input, eventTypes: ['post.'], disabledAt: null });
  const { data } = await ask(`{
    webhookEndpoints { totalCount edges { node { id url previousSecretEndsAt } } }
    events(last: 5) { edges { node { type summary data } } }
  }`);
  expect(data.webhookEndpoints).toMatchObject({
    totalCount: 1,
    edges: [{ node: { id: webhookEndpoint.id } }],
  });
  expect(data.events.edges.at(-1).node).toEqual({
    type: 'WEBHOOK_CREATED',
    summary: 'Events are sent to hooks.example.com from now on.',
    data: { webhookEndpointId: webhookEndpoint.id, host: 'hooks.example.com' },
  });
  expect(JSON.stringify(data)).not.toContain('whsec_');
  expect(JSON.stringify(data.events)).not.toContain('t0ken');
});

test.each([
  [{ url: 'http://hooks.example.com/' }, 'webhook_url_not_allowed', 'url'],
  [{ url: 'https://10.0.0.1/' }, 'webhook_url_not_allowed', 'url'],
  [{ url: 'https://me:secret@hooks.example.com/' }, 'webhook_url_not_allowed', 'url'],
  [{ url: '' }, 'webhook_url_not_allowed', 'url'],
  [{ url: `https://hooks.example.com/${'x'.repeat(2_048)}` }, 'invalid_input', 'url'],
  [{ url: 'https://hooks.example.com/', description: 'x'.repeat(501) }, 'invalid_input', 'description'],
  [{ url: 'https://hooks.example.com/', eventTypes: ['post.publish'] }, 'unknown_event_type', 'eventTypes'],
  [{ url: 'https://hooks.example.com/', eventTypes: ['.'] }, 'unknown_event_type', 'eventTypes'],
])('%j is refused with %s', async (input, code, field) => {
  const { create } = await signIn();
  expect(await create(input)).toEqual({ __typename: 'ValidationError', code, path: [field] });
});

test('a team has at most 20 endpoints, also when they are created at the same moment', async () => {
  const { team, create } = await signIn();
  const input = { url: 'https://hooks.example.com/' };
  const answers = await Promise.all(Array.from({ length: 23 }, () => create(input)));
  const refused = answers.filter(({ code }) => code === 'too_many_webhook_endpoints');
  expect(refused).toHaveLength(3);
  expect(await deps.db.webhookEndpoint.count({ where: { teamId: team.teamId } })).toBe(20);
});

test('an address that leads into the private network is not connected to', async () => {
  const receiver = await startReceiver();
  const { ask, create } = await signIn();
  const { webhookEndpoint } = await create({ url: 'https://hooks.example.com/' });
  // As a name that came to stand for this machine after it was entered.
  const { port } = new URL(receiver.url);
  await deps.db.webhookEndpoint.updateMany({ data: { url: `https://localhost:${port}/` } });
  const { data } = await ask(
    `mutation ($input: WebhookEndpointInput!) { sendTestWebhook(input: $input) { ... on WebhookDelivery { id } } }`,
    { input: { webhookEndpointId: webhookEndpoint.id } },
  );
  const { id } = data.sendTestWebhook;
  const read = async () => {
    const answer = await ask(
      `query ($id: ID!) { node(id: $id) { ... on WebhookDelivery {
        status eventType tryCount tries { edges { node { number status error } } } } } }`,
      { id },
    );
    return answer.data.node;
  };
  await expect.poll(read, { timeout: 20_000 }).toEqual({
    status: 'FAILED',
    eventType: 'webhook.test',
    tryCount: 1,
    tries: { edges: [{ node: { number: 1, status: null, error: 'ADDRESS_NOT_ALLOWED' } }] },
  });
  expect(receiver.received).toEqual([]);
});
