import { randomUUID } from 'node:crypto';
import { createDb } from '@airdate/db';
import { encodeGlobalID } from '@pothos/plugin-relay';
import { createClient } from 'graphql-ws';
import { afterAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { appQuota } from './app-quota.ts';
import { observeCap } from './observe-cap.ts';
import { reserveCall } from './reserve-call.ts';

const base = await createTestDeps({ jobs: [] });
const statements: string[] = [];
const counted = createDb({ url: base.databaseUrl, onQuery: ({ sql }) => statements.push(sql) });
afterAll(() => counted.$disconnect());
const deps = { ...base, db: counted };
const team = await createTestTeam(deps);
const otherTeam = await createTestTeam(deps);
const { url } = await startTestServer(deps);
const apiKey = await testApiKey(team);
const ask = graphqlClient(url, apiKey);
const HOUR_MS = 3_600_000;

const QUOTA = /* GraphQL */ `
  query {
    quota {
      accounts {
        account { id nickname }
        directPosts directPostCap pendingInboxShares pendingInboxShareCap capCode capReachedUntil
        callLimits { bucket limit remaining windowSeconds availableAt }
      }
      app { audited activeCreators activeCreatorCap capReachedUntil }
    }
  }
`;

let sent = 0;

/** A post of the account for which TikTok named a publishId. */
async function sendPost(
  account: { id: string; teamId: string },
  {
    mode = 'DIRECT',
    hoursAgo = 0,
    status = 'PROCESSING',
  }: { mode?: 'DIRECT' | 'INBOX'; hoursAgo?: number; status?: 'PROCESSING' | 'PUBLISHED' | 'IN_INBOX' } = {},
) {
  const id = randomUUID();
  const { teamId } = account;
  await deps.db.mediaAsset.create({
    data: {
      id,
      teamId,
      fileName: 'a.mp4',
      contentType: 'video/mp4',
      sizeBytes: 1,
      storageKey: `uploads/${id}`,
    },
  });
  await deps.db.post.create({
    data: {
      teamId,
      accountId: account.id,
      mediaAssetId: id,
      mode,
      status,
      attempts: {
        create: {
          number: 1,
          publishId: `v_pub_${++sent}`,
          startedAt: new Date(deps.clock.now().getTime() - hoursAgo * HOUR_MS),
        },
      },
    },
  });
}

test('quota counts what all teams sent for a creator, what is left this minute, and the app’s creators', async () => {
  const account = await createTestAccount(deps.db, team.teamId);
  const elsewhere = await createTestAccount(deps.db, otherTeam.teamId, { grantId: account.grantId });
  await createTestAccount(deps.db, otherTeam.teamId);
  await sendPost(account);
  await sendPost(elsewhere, { status: 'PUBLISHED', hoursAgo: 23 });
  await sendPost(account, { hoursAgo: 24 });
  await sendPost(account, { mode: 'INBOX', status: 'IN_INBOX' });
  await sendPost(account, { mode: 'INBOX', status: 'PUBLISHED' });
  await reserveCall(deps, account.grantId, 'creator_info.query');
  for (let call = 0; call < 6; call++) await reserveCall(deps, account.grantId, 'video.init');

  const { data, errors } = await ask(QUOTA);
  expect(errors).toBeUndefined();
  expect(data.quota.app).toEqual({
    audited: false,
    activeCreators: 1,
    activeCreatorCap: 5,
    capReachedUntil: null,
  });
  expect(data.quota.accounts).toHaveLength(1);
  const [quota] = data.quota.accounts;
  expect(quota).toMatchObject({
    account: { id: encodeGlobalID('Account', account.id), nickname: 'Harbour Radio' },
    directPosts: 2,
    directPostCap: 15,
    pendingInboxShares: 1,
    pendingInboxShareCap: 5,
    capCode: null,
    capReachedUntil: null,
  });
  const { calledAt } = await deps.db.tikTokCall.findFirstOrThrow({
    where: { grantId: account.grantId, bucket: 'video.init' },
    orderBy: { calledAt: 'asc' },
  });
  const inAMinute = new Date(calledAt.getTime() + 61_000).toISOString();
  expect(quota.callLimits).toEqual([
    { bucket: 'CREATOR_INFO_QUERY', limit: 20, remaining: 19, windowSeconds: 60, availableAt: null },
    { bucket: 'VIDEO_INIT', limit: 6, remaining: 0, windowSeconds: 60, availableAt: inAMinute },
    { bucket: 'INBOX_VIDEO_INIT', limit: 6, remaining: 6, windowSeconds: 60, availableAt: null },
    { bucket: 'CONTENT_INIT', limit: 6, remaining: 6, windowSeconds: 60, availableAt: null },
    { bucket: 'STATUS_FETCH', limit: 30, remaining: 30, windowSeconds: 60, availableAt: null },
  ]);
});

test('a cap that TikTok named shows until it is over, or until a later post got through', async () => {
  const account = await createTestAccount(deps.db, team.teamId);
  const cap = { grantId: account.grantId, code: 'spam_risk_too_many_posts', logId: '20261121' };
  const retryAt = await observeCap(deps, cap);
  expect(retryAt.getTime() - deps.clock.now().getTime()).toBe(24 * HOUR_MS);

  const id = encodeGlobalID('Account', account.id);
  const read = async () => {
    const { data } = await ask(
      'query ($id: ID!) { node(id: $id) { ... on Account { quota { capCode capReachedUntil } } } }',
      { id },
    );
    return data.node.quota;
  };
  expect(await read()).toEqual({ capCode: cap.code, capReachedUntil: retryAt.toISOString() });

  deps.clock.advance(1000);
  await sendPost(account, { mode: 'INBOX', status: 'IN_INBOX' });
  expect(await read()).toMatchObject({ capCode: cap.code });
  await sendPost(account);
  expect(await read()).toEqual({ capCode: null, capReachedUntil: null });
});

test('a cap is told to every team that uses the creator, and not to others', async () => {
  const account = await createTestAccount(deps.db, team.teamId);
  await createTestAccount(deps.db, otherTeam.teamId, { grantId: account.grantId });
  await observeCap(deps, { grantId: account.grantId, code: 'reached_active_user_cap', logId: null });

  const events = await deps.db.event.findMany({
    where: { type: 'quota.cap_reached', account: { grantId: account.grantId } },
  });
  expect(events.map(({ teamId }) => teamId).sort()).toEqual([team.teamId, otherTeam.teamId].sort());
  expect(events[0]).toMatchObject({ actorKind: 'tiktok', data: { code: 'reached_active_user_cap' } });
  expect(await appQuota(deps, 0)).toMatchObject({
    capReachedUntil: new Date(deps.clock.now().getTime() + 24 * HOUR_MS),
  });
});

test('an audited app has no cap that we could know', async () => {
  const config = { ...deps.config, tiktok: { ...deps.config.tiktok, audited: true } };
  expect(await appQuota({ ...deps, config }, 0)).toMatchObject({ audited: true, activeCreatorCap: null });
});

test('the statements of a quota query do not grow with the accounts', async () => {
  const count = async () => {
    statements.length = 0;
    await ask(QUOTA);
    return statements.filter((sql) =>
      /FROM "public"."(accounts|publish_attempts|tiktok_calls|cap_observations|grants)"/.test(sql),
    ).length;
  };
  const before = await count();
  for (let i = 0; i < 10; i++) await createTestAccount(deps.db, team.teamId);
  expect(await count()).toBe(before);
});

test('a subscriber sees the quota change when TikTok names a cap', async () => {
  const account = await createTestAccount(deps.db, team.teamId);
  const other = await createTestAccount(deps.db, team.teamId);
  class Socket extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers: { authorization: `Bearer ${apiKey}` } });
    }
  }
  const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: Socket });
  const changes = client.iterate<{ quotaChanged: { capCode: string } }>({
    query: 'subscription ($id: ID) { quotaChanged(accountId: $id) { capCode account { id } } }',
    variables: { id: encodeGlobalID('Account', account.id) },
  });
  const first = changes.next();
  // The subscription begins at the end of the log, and only then; so the cap is named until it was heard.
  let heard = false;
  void first.then(() => {
    heard = true;
  });
  while (!heard) {
    await observeCap(deps, { grantId: other.grantId, code: 'spam_risk_too_many_posts', logId: null });
    await observeCap(deps, {
      grantId: account.grantId,
      code: 'spam_risk_too_many_pending_share',
      logId: null,
    });
  }
  expect((await first).value?.data?.quotaChanged).toEqual({
    capCode: 'spam_risk_too_many_pending_share',
    account: { id: encodeGlobalID('Account', account.id) },
  });
  await changes.return?.();
  await client.dispose();
});
