import type { Role } from '@airdate/db';
import { globalId } from '../../src/global-id.ts';
import { contentHash } from '../../src/posts/content-hash.ts';
import type { TeamWorld } from './team-world.ts';

export type MutationRow = {
  /** The least role that may do it. */
  least: Role;
  /** Said where a key may not, whatever its role. */
  peopleOnly?: true;
  /** Input that the team's owner gets through with, about things that no other test needs. */
  input(team: TeamWorld): Promise<Record<string, unknown>>;
};

const draft = async (team: TeamWorld) => globalId('Post', await team.newDraft());
const account = async (team: TeamWorld) => globalId('Account', (await team.newAccount()).id);
const video = async (team: TeamWorld) => globalId('MediaAsset', await team.newVideo());

type Stopped =
  | { status: 'FAILED'; problemCode: 'timeout' }
  | { status: 'NEEDS_ATTENTION'; problemCode: 'no_verdict' };

async function stoppedPost(team: TeamWorld, data: Stopped) {
  const id = await team.newDraft();
  await team.owner.deps.db.post.update({ where: { id }, data });
  const { postId, contentHash } = await agreement(team, id);
  return { postId, contentHash };
}

const failedPost = (team: TeamWorld) => stoppedPost(team, { status: 'FAILED', problemCode: 'timeout' });
const undecidedPost = (team: TeamWorld) =>
  stoppedPost(team, { status: 'NEEDS_ATTENTION', problemCode: 'no_verdict' });

async function agreement({ owner }: TeamWorld, id: string) {
  const post = await owner.deps.db.post.findUniqueOrThrow({ where: { id } });
  return { postId: globalId('Post', id), contentHash: contentHash(post), agreedTo: ['MUSIC_USAGE'] };
}

function tomorrow(team: TeamWorld): string {
  return new Date(team.owner.deps.clock.now().getTime() + 24 * 3_600_000).toISOString().slice(0, 16);
}

const series = async (team: TeamWorld) => globalId('PostSeries', await team.newSeries(tomorrow(team)));

const endpoint = async (team: TeamWorld) => ({
  webhookEndpointId: globalId('WebhookEndpoint', (await team.newWebhook()).endpointId),
});

/** Who may do what: one row for each mutation of the schema. */
export const MUTATIONS: Record<string, MutationRow> = {
  createApiKey: {
    least: 'ADMIN',
    peopleOnly: true,
    input: async () => ({ name: 'Another key', role: 'VIEWER' }),
  },
  updateTeam: { least: 'ADMIN', input: async () => ({ catchUpHours: 12 }) },
  revokeApiKey: {
    least: 'ADMIN',
    input: async (team) => ({ apiKeyId: globalId('ApiKey', await team.newApiKey()) }),
  },
  updateAccount: {
    least: 'EDITOR',
    input: async (team) => ({ accountId: await account(team), timeZone: 'Europe/Berlin' }),
  },
  disconnectAccount: { least: 'ADMIN', input: async (team) => ({ accountId: await account(team) }) },
  createMediaAssetFromUrl: {
    least: 'EDITOR',
    input: async () => ({ url: 'https://videos.example.com/harbour.mp4' }),
  },
  createConnectLink: { least: 'EDITOR', input: async () => ({}) },
  revokeConnectLink: {
    least: 'EDITOR',
    input: async (team) => ({ connectLinkId: globalId('ConnectLink', await team.newConnectLink()) }),
  },
  deleteMediaAsset: { least: 'EDITOR', input: async (team) => ({ mediaAssetId: await video(team) }) },
  updateSchedule: {
    least: 'EDITOR',
    input: async (team) => ({
      scheduleId: globalId('Schedule', (await team.newAccount()).scheduleId),
      slots: [{ weekday: 'FRIDAY', hour: 17, minute: 30 }],
      paused: true,
      timeZone: 'Europe/Berlin',
    }),
  },
  createPost: {
    least: 'EDITOR',
    input: async (team) => ({
      accountId: await account(team),
      mediaAssetId: await video(team),
      caption: 'New',
    }),
  },
  updatePost: { least: 'EDITOR', input: async (team) => ({ postId: await draft(team), caption: 'Changed' }) },
  publishPost: {
    least: 'EDITOR',
    input: async (team) => agreement(team, await team.newDraft()),
  },
  schedulePost: {
    least: 'EDITOR',
    input: async (team) => ({
      ...(await agreement(team, await team.newDraft())),
      localTime: tomorrow(team),
      timeZone: 'UTC',
    }),
  },
  schedulePostInNextFreeSlot: {
    least: 'EDITOR',
    input: async (team) => agreement(team, await team.newDraft()),
  },
  schedulePosts: {
    least: 'EDITOR',
    input: async (team) => ({ posts: [await agreement(team, await team.newDraft())] }),
  },
  startPostSeries: {
    least: 'EDITOR',
    input: async (team) => ({
      ...(await agreement(team, await team.newDraft())),
      rule: 'FREQ=WEEKLY',
      startLocalTime: tomorrow(team),
    }),
  },
  pausePostSeries: { least: 'EDITOR', input: async (team) => ({ postSeriesId: await series(team) }) },
  resumePostSeries: { least: 'EDITOR', input: async (team) => ({ postSeriesId: await series(team) }) },
  skipPostOccurrence: {
    least: 'EDITOR',
    input: async (team) => ({ postSeriesId: await series(team), localTime: tomorrow(team) }),
  },
  endPostSeries: { least: 'EDITOR', input: async (team) => ({ postSeriesId: await series(team) }) },
  cancelPost: { least: 'EDITOR', input: async (team) => ({ postId: await draft(team) }) },
  markPostPublished: {
    least: 'EDITOR',
    input: async (team) => ({ postId: (await undecidedPost(team)).postId }),
  },
  giveUpPost: { least: 'EDITOR', input: async (team) => ({ postId: (await undecidedPost(team)).postId }) },
  publishPostAgain: {
    least: 'EDITOR',
    input: async (team) => ({ ...(await undecidedPost(team)), mayBePublishedTwice: true }),
  },
  retryPost: { least: 'EDITOR', input: async (team) => failedPost(team) },
  createWebhookEndpoint: {
    least: 'ADMIN',
    input: async () => ({ url: 'https://hooks.example.com/airdate', eventTypes: ['post.'] }),
  },
  updateWebhookEndpoint: {
    least: 'ADMIN',
    input: async (team) => ({ ...(await endpoint(team)), eventTypes: ['post.published'] }),
  },
  deleteWebhookEndpoint: { least: 'ADMIN', input: endpoint },
  disableWebhookEndpoint: { least: 'ADMIN', input: endpoint },
  enableWebhookEndpoint: {
    least: 'ADMIN',
    input: async (team) => {
      const { endpointId: id } = await team.newWebhook();
      const { db, clock } = team.owner.deps;
      await db.webhookEndpoint.update({ where: { id }, data: { disabledAt: clock.now() } });
      return { webhookEndpointId: globalId('WebhookEndpoint', id) };
    },
  },
  rotateWebhookSecret: { least: 'ADMIN', input: endpoint },
  sendTestWebhook: { least: 'ADMIN', input: endpoint },
  redeliverWebhook: {
    least: 'ADMIN',
    input: async (team) => ({
      webhookDeliveryId: globalId('WebhookDelivery', (await team.newWebhook()).deliveryId),
    }),
  },
  redeliverFailedWebhooks: {
    least: 'ADMIN',
    input: async (team) => ({ ...(await endpoint(team)), since: '2020-01-01T00:00:00Z' }),
  },
};
