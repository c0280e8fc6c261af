import { beforeEach, describe, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { changesBetween, storedRows } from '../../test/matrix/stored-rows.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { markGrantRevoked } from '../accounts/mark-grant-revoked.ts';
import { globalId } from '../global-id.ts';
import { schedulePost } from './schedule-post.ts';

const DAY_MS = 86_400_000;
const world = await createPublishingWorld();
const { deps, team, simulator } = world;
const { db } = deps;
const { url } = await startTestServer(deps);
const ask = graphqlClient(url, await testApiKey(team, 'VIEWER'));
const askAsEditor = graphqlClient(url, await testApiKey(team));
const year = new Date().getUTCFullYear() + 1;

let accountId = '';
let grantId = '';
let username = '';
beforeEach(async () => {
  const connected = await connectSimulatedCreator(world, team.teamId);
  ({ username } = connected);
  ({ id: accountId, grantId } = connected.account);
});

type Item = { severity: string; code: string; sentence: string; nextStep: string; path: string[] };
const QUERY = `query ($input: PreflightInput!) {
  preflight(input: $input) {
    wouldGoOut publishAt contentHash requiredDeclarations creatorInfoFetchedAt
    items { severity code sentence nextStep path retryAt }
  }
}`;
async function preflight(input: Record<string, unknown>) {
  const { data, errors } = await ask(QUERY, { input });
  expect(errors).toBeUndefined();
  const { items } = data.preflight as { items: Item[] };
  for (const { sentence, nextStep } of items) expect([sentence, nextStep]).not.toContain('');
  return { ...data.preflight, told: items.map(({ severity, code }) => `${severity} ${code}`) };
}

const post = (id: string) => ({ postId: globalId('Post', id) });
const inDays = (days: number) =>
  new Date(deps.clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 19);
const tomorrow = () => ({ localTime: inDays(1), timeZone: 'UTC' });

test('says that a good draft would go out, with what it takes to agree to it', async () => {
  const id = await world.draft({ accountId, privacyLevel: 'PUBLIC_TO_EVERYONE', brandedContent: true });
  const before = await rowsOfTeam();
  const answer = await preflight({ ...post(id), ...tomorrow() });
  expect(answer).toMatchObject({
    wouldGoOut: true,
    items: [],
    contentHash: (await world.agreement(id)).contentHash,
    requiredDeclarations: ['BRANDED_CONTENT', 'MUSIC_USAGE'],
    creatorInfoFetchedAt: expect.any(String),
  });
  expect(await preflight(post(id)), 'published now').toMatchObject({ wouldGoOut: true, items: [] });
  expect(changesBetween(before, await rowsOfTeam())).toEqual([]);
});

/** Without what is kept of questions to TikTok. */
async function rowsOfTeam() {
  const kept = /^(?:tiktok_calls|creator_infos|token_accesses) /;
  return new Set([...(await storedRows(deps))].filter((row) => !kept.test(row)));
}

describe('is refused by schedulePost for the same reason', () => {
  test.each<[string, string, () => Promise<Record<string, unknown> | undefined>]>([
    ['no audience', 'privacy_level_required', async () => ({ privacyLevel: null })],
    [
      'an audience that the creator does not offer',
      'privacy_level_not_offered',
      async () => {
        simulator.updateCreator(username, { private: true });
        return undefined;
      },
    ],
    [
      'a connection that ended',
      'account_needs_reconnect',
      async () => {
        await markGrantRevoked(deps, { grantId, code: 'invalid_grant', actor: { kind: 'tiktok' } });
        return undefined;
      },
    ],
    [
      'a permission that is missing',
      'scope_missing',
      async () => {
        await db.grant.update({
          where: { id: grantId },
          data: { scopes: ['user.info.basic', 'video.upload'] },
        });
        return undefined;
      },
    ],
    [
      'a video that is not there yet',
      'media_not_ready',
      async () => {
        const { id: _, ...row } = await db.mediaAsset.findUniqueOrThrow({ where: { id: world.video.id } });
        const data = { ...row, problems: [], storageKey: `uploads/${username}`, status: 'PROBING' as const };
        return { mediaAssetId: (await db.mediaAsset.create({ data })).id };
      },
    ],
    ['an hour that has passed', 'time_in_past', async () => ({ localTime: '2020-01-01T09:00' })],
    ['a missing declaration', 'declaration_required', async () => ({ agreedTo: [] })],
    [
      'a cap that TikTok named',
      'quota_exceeded',
      async () => {
        const at = deps.clock.now();
        await db.capObservation.create({
          data: {
            grantId,
            code: 'spam_risk_too_many_posts',
            observedAt: at,
            retryAt: new Date(at.getTime() + 2 * DAY_MS),
          },
        });
        return undefined;
      },
    ],
  ])('%s', async (_what, code, spoil) => {
    const { localTime = tomorrow().localTime, agreedTo = ['MUSIC_USAGE'], ...input } = (await spoil()) ?? {};
    const id = await world.draft({ accountId, ...input });
    const when = { localTime, timeZone: 'UTC', agreedTo };
    const { told, wouldGoOut } = await preflight({ ...post(id), ...when });
    expect(told).toEqual([`REFUSED ${code}`]);
    expect(wouldGoOut).toBe(false);
    const { contentHash } = await world.agreement(id);
    const { data } = await askAsEditor(
      'mutation ($input: SchedulePostInput!) { schedulePost(input: $input) { __typename ... on Error { code } } }',
      { input: { ...post(id), ...when, contentHash } },
    );
    expect(data.schedulePost.code).toBe(code);
  });
});

test('tells all at once what stands in the way, each with its field', async () => {
  await markGrantRevoked(deps, { grantId, code: 'invalid_grant', actor: { kind: 'tiktok' } });
  const { items } = await preflight({
    accountId: globalId('Account', accountId),
    mediaAssetId: globalId('MediaAsset', world.video.id),
    caption: 'x'.repeat(2201),
    coverTimestampMs: 60_000,
    localTime: '2020-01-01T09:00',
    agreedTo: [],
  });
  expect(items.map(({ code, path }: Item) => [code, ...path])).toEqual([
    ['time_in_past', 'localTime'],
    ['account_needs_reconnect'],
    ['caption_too_long', 'caption'],
    ['privacy_level_required', 'privacyLevel'],
    ['cover_outside_video', 'coverTimestampMs'],
    ['declaration_required', 'agreedTo'],
  ]);
});

test('warns of what will stop a plan, and tells what would be different', async () => {
  const { refreshTokenExpiresAt } = await db.grant.update({
    where: { id: grantId },
    data: { refreshTokenExpiresAt: new Date(deps.clock.now().getTime() + 3 * DAY_MS) },
  });
  const draft = post(await world.draft({ accountId }));
  const at = (days: number) => preflight({ ...draft, localTime: inDays(days), timeZone: 'UTC' });
  expect((await at(2)).told).toEqual([]);
  expect(await at(4)).toMatchObject({ told: ['WARNING connection_ends'], wouldGoOut: false });
  expect(refreshTokenExpiresAt.getTime()).toBeLessThan(deps.clock.now().getTime() + 4 * DAY_MS);

  await db.grant.update({
    where: { id: grantId },
    data: { refreshTokenExpiresAt: new Date(`${year + 1}-01-01`) },
  });
  const skipped = await preflight({ ...draft, localTime: lastSundayOfMarch(), timeZone: 'Europe/Berlin' });
  expect(skipped).toMatchObject({ told: ['CHANGE time_skipped'], wouldGoOut: true });
  expect(skipped.publishAt).toMatch(/T01:30:00/);
  expect(await preflight({ ...draft, mode: 'INBOX' })).toMatchObject({
    told: ['CHANGE choices_not_sent'],
    requiredDeclarations: [],
    creatorInfoFetchedAt: null,
  });
});

/** When Berlin's clocks jump from 2 to 3. */
function lastSundayOfMarch(): string {
  const last = new Date(Date.UTC(year, 2, 31));
  last.setUTCDate(31 - last.getUTCDay());
  return `${last.toISOString().slice(0, 10)}T02:30`;
}

test('looks at a planned post as it stands, and at its changes as at a draft', async () => {
  const id = await world.draft({ accountId, allowComment: true });
  await schedulePost(team, { ...(await world.agreement(id)), ...tomorrow() });
  const { publishAt } = await db.post.findUniqueOrThrow({ where: { id } });
  expect(await preflight(post(id))).toMatchObject({ publishAt: publishAt!.toISOString(), items: [] });
  simulator.updateCreator(username, { commentDisabled: true });
  expect((await preflight({ ...post(id), askTikTok: false })).told, 'what is stored').toEqual([]);
  expect((await preflight({ ...post(id), ...tomorrow(), allowComment: false })).told).toEqual([]);

  await db.post.update({ where: { id }, data: { status: 'PUBLISHED' } });
  expect((await preflight(post(id))).told).toContain('REFUSED action_not_available');
  expect((await preflight({ ...post(id), caption: 'New' })).told).toContain('REFUSED action_not_available');
});

test('finds nothing of another team, and needs an account and a video', async () => {
  const other = await createTestTeam(deps);
  const { account } = await connectSimulatedCreator(world, other.teamId);
  const codeOf = async (input: Record<string, unknown>) =>
    (await ask(QUERY, { input })).errors?.[0]?.extensions.code;
  expect(await codeOf({ accountId: globalId('Account', account.id) })).toBe('not_found');
  expect(await codeOf({ accountId: globalId('Account', accountId) })).toBe('invalid_input');
  expect(await codeOf({})).toBe('invalid_input');
});
