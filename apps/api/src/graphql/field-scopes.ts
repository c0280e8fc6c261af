import type { ApiKeyScope } from '@airdate/db';

/** What a root field needs of a key that asks for it. */
export type FieldNeed = {
  /** Null where any key may ask. */
  scope: ApiKeyScope | null;
  /** Whether TikTok is asked or sent something by it, now or later; test keys cannot. */
  reachesTikTok?: true;
};

const ANYONE: FieldNeed = { scope: null };
const READ: FieldNeed = { scope: 'READ' };
const DRAFT: FieldNeed = { scope: 'POSTS_WRITE' };
const PUBLISH: FieldNeed = { scope: 'POSTS_PUBLISH', reachesTikTok: true };
const WEBHOOKS: FieldNeed = { scope: 'WEBHOOKS_WRITE' };

/** The one place that says which scope a field needs: every field of the three root types has its line. */
export const FIELD_NEEDS: Record<'Query' | 'Mutation' | 'Subscription', Record<string, FieldNeed>> = {
  Query: {
    accounts: READ,
    apiKeys: READ,
    events: READ,
    instance: ANYONE,
    mediaAssets: READ,
    node: READ,
    nodes: READ,
    openedConnectLink: ANYONE,
    postSeries: READ,
    posts: READ,
    preflight: READ,
    quota: READ,
    schedules: READ,
    teamMembers: READ,
    viewer: ANYONE,
    webhookEndpoints: READ,
  },
  Mutation: {
    cancelPost: DRAFT,
    createApiKey: { scope: 'TEAM_WRITE' },
    // Whoever opens it is sent on to TikTok.
    createConnectLink: { scope: 'ACCOUNTS_WRITE', reachesTikTok: true },
    createMediaAssetFromUrl: { scope: 'MEDIA_WRITE' },
    createPost: DRAFT,
    createWebhookEndpoint: WEBHOOKS,
    deleteMediaAsset: { scope: 'MEDIA_WRITE' },
    deleteWebhookEndpoint: WEBHOOKS,
    disableWebhookEndpoint: WEBHOOKS,
    // TikTok is told to forget the grant.
    disconnectAccount: { scope: 'ACCOUNTS_WRITE', reachesTikTok: true },
    enableWebhookEndpoint: WEBHOOKS,
    endPostSeries: DRAFT,
    giveUpPost: DRAFT,
    markPostPublished: DRAFT,
    pausePostSeries: DRAFT,
    publishPost: PUBLISH,
    publishPostAgain: PUBLISH,
    redeliverFailedWebhooks: WEBHOOKS,
    redeliverWebhook: WEBHOOKS,
    resumePostSeries: PUBLISH,
    retryPost: PUBLISH,
    revokeApiKey: { scope: 'TEAM_WRITE' },
    revokeConnectLink: { scope: 'ACCOUNTS_WRITE' },
    rotateWebhookSecret: WEBHOOKS,
    schedulePost: PUBLISH,
    schedulePostInNextFreeSlot: PUBLISH,
    schedulePosts: PUBLISH,
    sendTestWebhook: WEBHOOKS,
    skipPostOccurrence: DRAFT,
    startPostSeries: PUBLISH,
    updateAccount: { scope: 'ACCOUNTS_WRITE' },
    updatePost: DRAFT,
    updateSchedule: { scope: 'SCHEDULES_WRITE' },
    updateTeam: { scope: 'TEAM_WRITE' },
    updateWebhookEndpoint: WEBHOOKS,
  },
  Subscription: {
    accountEvents: READ,
    mediaEvents: READ,
    postEvents: READ,
    quotaChanged: READ,
    teamEvents: READ,
  },
};
