import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { subscribe, TRANSPORTS } from '../../test/matrix/subscriber.ts';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { withTransaction } from '../context.ts';
import { globalId } from '../global-id.ts';
import { appendEvent } from './append-event.ts';
import type { EventType } from './event-types.ts';

const deps = await createTestDeps({ jobs: [] });
const { url } = await startTestServer(deps);
const team = await createTestTeam(deps);
const actor = { headers: { authorization: `Bearer ${await testApiKey(team)}` } };
const [ours, other] = [
  await createTestAccount(deps.db, team.teamId),
  await createTestAccount(deps.db, team.teamId),
];
const asset = await deps.db.mediaAsset.create({
  data: {
    teamId: team.teamId,
    fileName: 'post.mp4',
    contentType: 'video/mp4',
    storageKey: randomUUID(),
    sizeBytes: 1,
  },
});
const post = await deps.db.post.create({
  data: { teamId: team.teamId, accountId: ours.id, mediaAssetId: asset.id },
});

let told = 0;
async function tell(type: EventType, subjects: { accountId?: string; postId?: string } = {}): Promise<void> {
  const event = { teamId: team.teamId, type, actor: { kind: 'system' } as const, at: deps.clock.now() };
  await withTransaction(deps.db, (tx) =>
    appendEvent(tx, { ...event, ...subjects, data: { n: told++ } as never }),
  );
}

await tell('post.created', { accountId: ours.id, postId: post.id }); // 0
await tell('post.published', { accountId: ours.id, postId: post.id }); // 1
await tell('post.published', { accountId: other.id }); // 2
await tell('account.updated', { accountId: other.id }); // 3
await tell('account.disconnected', { accountId: ours.id }); // 4
await tell('media.deleted'); // 5
await tell('media.ready'); // 6

const [accountId, postId] = [globalId('Account', ours.id), globalId('Post', post.id)];

test.each([
  { field: 'teamEvents', args: { types: ['MEDIA_READY', 'ACCOUNT_UPDATED'] }, brings: [3, 6] },
  { field: 'postEvents', args: {}, brings: [0, 1, 2] },
  { field: 'postEvents', args: { postId }, brings: [0, 1] },
  { field: 'postEvents', args: { accountId, types: ['POST_PUBLISHED'] }, brings: [1] },
  { field: 'accountEvents', args: {}, brings: [3, 4] },
  { field: 'accountEvents', args: { accountId }, brings: [4] },
  { field: 'accountEvents', args: { types: ['ACCOUNT_UPDATED'] }, brings: [3] },
  { field: 'mediaEvents', args: { types: ['MEDIA_DELETED'] }, brings: [5] },
])(
  '$field brings what $args let through, from the beginning and from a cursor',
  async ({ field, args, brings }) => {
    const kinds = { postId: 'ID', accountId: 'ID', types: '[EventType!]' } as const;
    const names = Object.keys(args) as (keyof typeof kinds)[];
    const declared = ['$after: String', ...names.map((name) => `$${name}: ${kinds[name]}`)].join(', ');
    const given = ['after', ...names].map((name) => `${name}: $${name}`).join(', ');
    const query = `subscription (${declared}) { ${field}(${given}) { cursor data } }`;
    for (const transport of TRANSPORTS) {
      const heard: number[] = [];
      const cursors = ['BEGINNING'];
      const listen = async (after: string, many: number) => {
        const answers = subscribe(transport, url, actor, { query, variables: { ...args, after } });
        for await (const { data, errors } of answers) {
          expect(errors).toBeUndefined();
          heard.push(data[field].data.n);
          cursors.push(data[field].cursor);
          if (--many === 0) break;
        }
      };
      await listen('BEGINNING', brings.length);
      expect(heard).toEqual(brings);
      if (brings.length > 1) await listen(cursors[1]!, brings.length - 1);
      expect(heard).toEqual([...brings, ...brings.slice(1)]);
    }
  },
);

test.each(TRANSPORTS)('quotaChanged brings what was missed, too, over %s', async (transport) => {
  const query =
    'subscription ($id: ID) { quotaChanged(accountId: $id, after: "BEGINNING") { account { id } } }';
  const answers = subscribe(transport, url, actor, { query, variables: { id: accountId } });
  const { value } = await answers.next();
  expect(value?.data.quotaChanged).toEqual({ account: { id: accountId } });
  await answers.return?.();
});

test.each([
  { types: ['POST_PUBLISHED'], message: 'This subscription brings no events of one of these types.' },
  { types: ['UNKNOWN'], message: 'This subscription brings no events of one of these types.' },
  { types: [], message: 'Name at least one type, or leave `types` out.' },
])('mediaEvents of $types are refused, since nothing would ever come', async ({ types, message }) => {
  const query = 'subscription ($types: [EventType!]) { mediaEvents(types: $types) { cursor } }';
  for (const transport of TRANSPORTS) {
    const answers = subscribe(transport, url, actor, { query, variables: { types } });
    expect((await answers.next()).value?.errors).toMatchObject([
      { message, extensions: { code: 'BAD_USER_INPUT', inputPath: ['types'] } },
    ]);
  }
});
