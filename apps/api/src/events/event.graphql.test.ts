import { beforeAll, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import type { Actor } from '../context.ts';
import { appendEvent } from './append-event.ts';
import type { EventType } from './event-types.ts';

const deps = await createTestDeps({ jobs: [] });
const { url } = await startTestServer(deps);
const team = await createTestTeam(deps);
const ask = graphqlClient(url, await testApiKey(team));

const person = { kind: 'user', id: '01990000-0000-7000-8000-000000000001' } as const;
const key = { kind: 'apiKey', id: '01990000-0000-7000-8000-000000000002' } as const;

beforeAll(async () => {
  await log('post.in_inbox', { kind: 'tiktok' });
  await log('api_key.revoked', person);
  await log('account.permission_not_given_back', { kind: 'system' });
  await log('post.upload_progress', { kind: 'worker' });
  await log('media.deleted', key);
  // As a newer version writes it, before this process is replaced by one.
  await log('post.put_to_music' as EventType, { kind: 'worker' });
});

async function log(type: EventType, actor: Actor): Promise<void> {
  const event = { teamId: team.teamId, type, actor, at: deps.clock.now(), data: {} as never };
  await deps.db.$transaction((tx) => appendEvent(tx, event));
}

test('type and actor are values of enums, and a type of another version breaks nothing', async () => {
  const { data, errors } = await ask('{ events(last: 6) { edges { node { type actor summary } } } }');
  expect(errors).toBeUndefined();
  const nodes = data.events.edges.map(({ node }: { node: object }) => node);
  expect(nodes).toMatchObject([
    { type: 'POST_IN_INBOX', actor: 'TIKTOK' },
    { type: 'API_KEY_REVOKED', actor: 'USER' },
    { type: 'ACCOUNT_PERMISSION_NOT_GIVEN_BACK', actor: 'SYSTEM' },
    { type: 'POST_UPLOAD_PROGRESS', actor: 'WORKER' },
    { type: 'MEDIA_DELETED', actor: 'API_KEY' },
    { type: 'UNKNOWN', actor: 'WORKER', summary: 'post.put_to_music' },
  ]);
});
