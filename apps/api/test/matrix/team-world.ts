import { randomUUID } from 'node:crypto';
import type { Role } from '@airdate/db';
import { createConnectLink } from '../../src/accounts/create-connect-link.ts';
import { recordTokenAccess, type TokenUse } from '../../src/accounts/record-token-access.ts';
import { actInTeam, type TeamContext } from '../../src/context.ts';
import { appendEvent } from '../../src/events/append-event.ts';
import { globalId, pairedId } from '../../src/global-id.ts';
import { contentHash } from '../../src/posts/content-hash.ts';
import { createPost } from '../../src/posts/create-post.ts';
import { startSeries } from '../../src/series/start-series.ts';
import { hashPassword } from '../../src/sign-in/password.ts';
import { createApiKey } from '../../src/teams/create-api-key.ts';
import { createBrowser } from '../browser.ts';
import { type Ask, graphqlClient } from '../graphql-client.ts';
import { type PublishingWorld, storeVideo } from '../publishing-world.ts';
import { connectSimulatedCreator } from '../tiktok-deps.ts';

/** From the least to the most. */
export const ROLES = ['VIEWER', 'APPROVER', 'EDITOR', 'ADMIN', 'OWNER'] as const satisfies Role[];

/** Somebody in a team: a person in a browser, or a program with a key. */
export type Actor = {
  name: string;
  role: Role;
  kind: 'session' | 'key';
  /** What every request and every WebSocket handshake of theirs carries. */
  headers: Record<string, string>;
  ask: Ask;
};

/** A team with somebody of each role, and at least one row of everything that a team can own. */
export type TeamWorld = {
  word: string;
  teamId: string;
  owner: TeamContext;
  /** Each role twice: as a session and as a key. */
  actors: Actor[];
  /** A global id for each node type. */
  nodes: Record<string, string>;
  accountId: string;
  postId: string;
  mediaAssetId: string;
  newAccount(): Promise<{ id: string; scheduleId: string }>;
  newVideo(): Promise<string>;
  newDraft(): Promise<string>;
  newSeries(startLocalTime: string): Promise<string>;
  newApiKey(): Promise<string>;
  newConnectLink(): Promise<string>;
  /** With a delivery that failed at its second try. */
  newWebhook(): Promise<{ endpointId: string; deliveryId: string }>;
};

const PASSWORD = 'correct horse battery';
const passwordHash = await hashPassword(PASSWORD);

/** @param word stands in every text that the team owns, and nowhere else */
export async function createTeamWorld(world: PublishingWorld, url: string, word: string): Promise<TeamWorld> {
  const { deps, simulator } = world;
  const { db } = deps;
  const { id: teamId } = await db.team.create({ data: { name: `${word} Team`, slug: `${word}-team` } });

  async function join(role: Role) {
    const email = `${word}-${role}@example.com`.toLowerCase();
    const { id: userId } = await db.user.create({ data: { name: `${word} ${role}`, email } });
    const credential = { accountId: userId, providerId: 'credential', password: passwordHash };
    await db.authAccount.create({ data: { userId, ...credential } });
    await db.member.create({ data: { teamId, userId, role } });
    return { userId, email };
  }
  const members = Object.fromEntries(
    await Promise.all(ROLES.map(async (role) => [role, await join(role)] as const)),
  );
  const ownerId = members.OWNER!.userId;
  const owner = actInTeam(deps, { teamId, role: 'OWNER', actor: { kind: 'user', id: ownerId } });

  async function actorsOf(role: Role): Promise<Actor[]> {
    const key = await createApiKey(owner, { name: `${word} ${role} key`, role });
    const asKey = { authorization: `Bearer ${key.secret}` };
    const asSession = await signIn(url, deps.config.appUrl, members[role]!.email);
    return [
      {
        name: `${role} session`,
        role,
        kind: 'session',
        headers: asSession,
        ask: graphqlClient(url, asSession),
      },
      { name: `${role} key`, role, kind: 'key', headers: asKey, ask: graphqlClient(url, asKey) },
    ];
  }

  let creators = 0;
  async function newAccount() {
    const username = `${word.toLowerCase()}.${++creators}`;
    const { account } = await connectSimulatedCreator({ deps, simulator }, teamId, { username });
    const schedule = await db.schedule.update({
      where: { accountId: account.id },
      data: { slots: { create: { weekday: 1, minuteOfDay: 540 } } },
    });
    return { id: account.id, scheduleId: schedule.id };
  }
  async function newVideo() {
    const { id } = await storeVideo(deps, teamId);
    const fileName = `${word} film.mp4`;
    await db.mediaAsset.update({ where: { id }, data: { fileName, probedAt: deps.clock.now() } });
    return id;
  }
  async function newDraft(of?: string) {
    const accountId = of ?? (await newAccount()).id;
    const mediaAssetId = await newVideo();
    const caption = `${word} caption`;
    const post = await createPost(owner, { accountId, mediaAssetId, caption, privacyLevel: 'SELF_ONLY' });
    return post.id;
  }
  async function newSeries(startLocalTime: string, of?: string) {
    const id = await newDraft(of);
    const post = await db.post.findUniqueOrThrow({ where: { id } });
    const agreement = { postId: id, contentHash: contentHash(post), agreedTo: ['MUSIC_USAGE' as const] };
    return (await startSeries(owner, { ...agreement, rule: 'FREQ=WEEKLY', startLocalTime })).id;
  }
  async function newApiKey() {
    return (await createApiKey(owner, { name: `${word} spare key`, role: 'VIEWER' })).apiKey.id;
  }

  async function newConnectLink() {
    return (await createConnectLink(owner, {})).link.id;
  }
  async function newWebhook() {
    const at = deps.clock.now();
    const tries = [1, 2].map((number) => ({
      teamId,
      number,
      startedAt: at,
      durationMs: 1,
      responseBody: word,
    }));
    const failed = { teamId, eventType: 'post.published', body: `"${word}"`, triesLeft: 0 };
    const { id: endpointId } = await db.webhookEndpoint.create({
      data: { teamId, url: `https://${word}.example.com/hook`.toLowerCase(), description: word, cursor: 0 },
    });
    await db.webhookSecret.create({ data: { teamId, endpointId, sealedSecret: `sealed ${word}` } });
    const ids = [];
    for (const sequence of [1, 2]) {
      const delivery = { ...failed, endpointId, sequence, tryCount: 2, status: 'FAILED' as const };
      const data = { ...delivery, settledAt: at, createdAt: at, tries: { create: tries } };
      ids.push((await db.webhookDelivery.create({ data })).id);
    }
    return { endpointId, deliveryId: ids[0]! };
  }

  const { id: accountId, scheduleId } = await newAccount();
  const mediaAssetId = await newVideo();
  const postId = await publishedPost(owner, { word, accountId, mediaAssetId });
  // A second one for the pages.
  await newSeries(nextYear(deps.clock.now()), accountId);
  const actors = (await Promise.all(ROLES.map(actorsOf))).flat();
  await newWebhook();
  const webhook = await newWebhook();
  const tokenAccess = await db.tokenAccess.findFirstOrThrow({ where: { teamId } });
  const webhookTry = await db.webhookTry.findFirstOrThrow({ where: { teamId } });
  const apiKeyId = await newApiKey();
  await db.$transaction((tx) =>
    appendEvent(tx, {
      ...{ teamId, type: 'team.updated', data: { catchUpHours: 6 }, at: deps.clock.now() },
      actor: { kind: 'apiKey', id: apiKeyId },
    }),
  );
  const nodes = {
    Account: globalId('Account', accountId),
    ApiKey: globalId('ApiKey', apiKeyId),
    ConnectLink: globalId('ConnectLink', await newConnectLink()),
    Event: globalId('Event', pairedId(teamId, 1n)),
    MediaAsset: globalId('MediaAsset', mediaAssetId),
    Post: globalId('Post', postId),
    PostSeries: globalId('PostSeries', await newSeries(nextYear(deps.clock.now()))),
    Schedule: globalId('Schedule', scheduleId),
    Team: globalId('Team', teamId),
    TeamMember: globalId('TeamMember', pairedId(teamId, ownerId)),
    TokenAccess: globalId('TokenAccess', tokenAccess.id),
    User: globalId('User', ownerId),
    WebhookDelivery: globalId('WebhookDelivery', webhook.deliveryId),
    WebhookEndpoint: globalId('WebhookEndpoint', webhook.endpointId),
    WebhookTry: globalId('WebhookTry', webhookTry.id),
  };
  const rows = { accountId, postId, mediaAssetId };
  return {
    word,
    teamId,
    owner,
    actors,
    nodes,
    ...rows,
    newAccount,
    newVideo,
    newDraft: () => newDraft(),
    newSeries: (startLocalTime) => newSeries(startLocalTime),
    newApiKey,
    newConnectLink,
    newWebhook,
  };
}

/** So far ahead that only the first occurrence is a post. */
function nextYear(now: Date): string {
  return new Date(now.getTime() + 300 * 86_400_000).toISOString().slice(0, 16);
}

/** A post that went all the way, with its attempt, its consent and its events. */
async function publishedPost(
  owner: TeamContext,
  { word, accountId, mediaAssetId }: { word: string; accountId: string; mediaAssetId: string },
): Promise<string> {
  const { teamId, actor } = owner;
  const deps = owner.deps.acrossTeams;
  const { id: postId } = await createPost(owner, { accountId, mediaAssetId, caption: `${word} caption` });
  const at = deps.clock.now();
  const publishId = `v_pub_${word}`;
  await deps.db.post.update({
    where: { id: postId },
    data: {
      status: 'PUBLISHED',
      publishAt: at,
      publishedAt: at,
      attempts: {
        create: { number: 1, step: 'SETTLED', outcome: 'PUBLISHED', publishId, logIds: [`${word}-log`] },
      },
      consents: {
        create: { creatorUsername: word, creatorNickname: word, contentHash: word, declarations: [word] },
      },
    },
  });
  const subject = { teamId, postId, accountId, actor, at };
  await deps.db.$transaction(async (tx) => {
    await appendEvent(tx, { ...subject, type: 'post.published', data: { publishId, logId: `${word}-log` } });
    const file = { fileName: `${word} film.mp4`, sizeBytes: 1 };
    await appendEvent(tx, { teamId, mediaAssetId, actor, at, type: 'media.created', data: file });
  });
  const { grantId } = await deps.db.account.findUniqueOrThrow({ where: { id: accountId } });
  for (const use of [
    { purpose: 'PUBLISH', actor: { kind: 'worker' }, teamId, postId },
    { purpose: 'CREATOR_INFO', actor, teamId },
  ] satisfies TokenUse[])
    await recordTokenAccess(deps, grantId, use);
  await deps.db.connectAttempt.create({
    data: {
      stateHash: new Uint8Array(Buffer.from(`${word} state`)),
      teamId,
      userId: randomUserOf(actor),
      sessionId: randomUUID(),
      expiresAt: at,
    },
  });
  return postId;
}

function randomUserOf(actor: TeamContext['actor']): string {
  if (actor.kind !== 'user') throw new Error('Only people connect accounts.');
  return actor.id;
}

async function signIn(url: string, appUrl: string, email: string): Promise<Record<string, string>> {
  const browser = createBrowser(url, appUrl);
  const json = { email, password: PASSWORD };
  const response = await browser.request('/auth/sign-in/email', { method: 'POST', json });
  if (!response.ok) throw new Error(`Signing in answered ${response.status}.`);
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return { cookie, origin: new URL(appUrl).origin };
}
