import { AccountRef } from '../accounts/account.graphql.ts';
import { accountsOfTeam } from '../accounts/account.queries.ts';
import type { Deps } from '../deps.ts';
import { followOwnEvents } from '../events/event.graphql.ts';
import { FOLLOW_AFTER } from '../events/event-cursor.graphql.ts';
import { explainFailure } from '../explain-failure.ts';
import { optionalRowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { enumValuesOf } from '../graphql/enum-values.ts';
import { ProblemCodeRef } from '../graphql/failure-code-types.ts';
import { type RequestContext, signedIn } from '../graphql/request-context.ts';
import { countActiveCreators, sentPosts } from '../posts/sent-posts.queries.ts';
import { type AccountQuota, accountQuotas } from './account-quota.ts';
import { type AppQuota, appQuota } from './app-quota.ts';
import { CALL_WINDOW_SECONDS, type CallBucket, DAY_MS, PENDING_INBOX_SHARE_CAP } from './quota.ts';

const CallBucketRef = builder.enumType('CallBucket', {
  description: 'An endpoint of TikTok’s whose calls are rationed so tightly that Airdate counts them.',
  values: enumValuesOf<CallBucket>({
    'creator_info.query': 'What a creator may post right now.',
    'video.init': 'The beginning of a direct post.',
    'inbox.video.init': 'The beginning of a draft to the inbox.',
    'content.init': 'The beginning of a photo post.',
    'status.fetch': 'What became of a post.',
  }),
});

const CallLimitRef = builder.objectRef<AccountQuota['callLimits'][number]>('CallLimit').implement({
  description: 'Calls that TikTok allows in any sliding minute with the token of one creator.',
  fields: (t) => ({
    bucket: t.expose('bucket', { type: CallBucketRef, description: 'Which calls are counted together.' }),
    limit: t.exposeInt('limit', { description: 'How many calls TikTok takes in the window.' }),
    remaining: t.exposeInt('remaining', {
      description: 'How many of them are left at this moment; 0 while TikTok said to wait.',
    }),
    windowSeconds: t.int({
      description: 'The length of the sliding window, 60.',
      resolve: () => CALL_WINDOW_SECONDS,
    }),
    availableAt: t.expose('availableAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the next call is possible; null when one is possible now.',
    }),
  }),
});

const AccountQuotaRef = builder.prismaObject('Account', {
  variant: 'AccountQuota',
  description: 'What a creator has used of TikTok’s ceilings, as far as we know.',
  select: { grantId: true },
  fields: (t) => ({
    account: t.variant(AccountRef, {
      description: 'The account whose creator this is; teams that share a creator share its quota.',
    }),
    directPosts: t.int({
      description:
        'Direct posts that we sent off in the last 24 hours. TikTok counts those of all apps together.',
      resolve: async (account, _args, ctx) => (await quotaOf(ctx, account)).directPosts,
    }),
    directPostCap: t.int({
      description:
        'About how many TikTok allows, which varies by creator: as many as it took before it last refused, once it did.',
      resolve: async (account, _args, ctx) => (await quotaOf(ctx, account)).directPostCap,
    }),
    pendingInboxShares: t.int({
      description:
        'Drafts that we delivered to the inbox in the last 24 hours and the creator has not finished.',
      resolve: async (account, _args, ctx) => (await quotaOf(ctx, account)).pendingInboxShares,
    }),
    pendingInboxShareCap: t.int({
      description: 'How many of those TikTok allows, 5.',
      resolve: () => PENDING_INBOX_SHARE_CAP,
    }),
    capReachedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'TikTok said that a cap is used up; by then it is over at the latest. Null when no cap is known to be used up.',
      resolve: async (account, _args, ctx) => (await quotaOf(ctx, account)).cap?.until ?? null,
    }),
    capCode: t.field({
      type: ProblemCodeRef,
      nullable: true,
      description: 'Which cap that is; null together with `capReachedUntil`.',
      resolve: async (account, _args, ctx) => {
        const { cap } = await quotaOf(ctx, account);
        return cap && explainFailure(cap.code).code;
      },
    }),
    callLimits: t.field({
      type: [CallLimitRef],
      description: 'One for each endpoint of TikTok’s whose calls are counted.',
      resolve: async (account, _args, ctx) => (await quotaOf(ctx, account)).callLimits,
    }),
  }),
});

builder.prismaObjectField(AccountRef, 'quota', (t) =>
  t.variant(AccountQuotaRef, { description: 'What its creator has used of TikTok’s ceilings.' }),
);

const AppQuotaRef = builder.objectRef<AppQuota>('AppQuota').implement({
  description: 'What the TikTok app of this installation has used of its own ceiling.',
  fields: (t) => ({
    audited: t.exposeBoolean('audited', {
      description: "Whether the app passed TikTok's audit; without it posts are private, and creators few.",
    }),
    activeCreators: t.exposeInt('activeCreators', {
      description: 'Creators, of all teams, for whom TikTok took a post in the last 24 hours.',
    }),
    activeCreatorCap: t.exposeInt('activeCreatorCap', {
      nullable: true,
      description:
        'How many TikTok allows. Null for an audited app: TikTok set it in the audit and does not tell.',
    }),
    capReachedUntil: t.expose('capReachedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'TikTok said that this ceiling is reached; by then there is room again at the latest.',
    }),
  }),
});

const QuotaRef = builder.objectRef<object>('Quota').implement({
  description: 'What is used of TikTok’s ceilings.',
  fields: (t) => ({
    accounts: t.prismaField({
      type: [AccountQuotaRef],
      description:
        'Of all accounts that are not disconnected, in the order in which they were first connected.',
      resolve: (query, _root, _args, ctx) =>
        ctx.deps.db.account.findMany({
          ...query,
          where: accountsOfTeam(signedIn(ctx).viewer.teamId, {}),
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        }),
    }),
    app: t.field({
      type: AppQuotaRef,
      description: 'Of the TikTok app, which all teams of the installation share.',
      resolve: (_root, _args, { deps }) => loadAppQuota(deps.acrossTeams),
    }),
  }),
});

builder.queryField('quota', (t) =>
  t.field({
    type: QuotaRef,
    description:
      'How much may still be posted: by each creator of the team, and by the app. TikTok is not asked.',
    resolve: (_root, _args, ctx) => {
      signedIn(ctx);
      return {};
    },
  }),
);

builder.subscriptionField('quotaChanged', (t) =>
  t.prismaField({
    type: AccountQuotaRef,
    description: 'An account’s quota after each post that TikTok accepted and each cap that it named.',
    args: {
      accountId: t.arg.id({ description: 'Only this account; without it, every one of the team.' }),
      after: t.arg.string({ description: FOLLOW_AFTER }),
    },
    subscribe: (_root, { accountId, after }, ctx) =>
      followOwnEvents(
        ctx,
        { after },
        {
          accountId: optionalRowId('Account', accountId),
          types: [
            'post.init_accepted',
            'post.in_inbox',
            'post.published',
            'post.failed',
            'quota.cap_reached',
          ],
        },
      ),
    resolve: (query, event, _args, ctx) =>
      ctx.deps.db.account.findUniqueOrThrow({ ...query, where: { id: event.accountId ?? '' } }),
  }),
);

type Batch = { grantIds: string[]; loaded: Promise<Map<string, AccountQuota>> };
const batches = new WeakMap<RequestContext, Batch>();

/** Fields of all accounts that are resolved in one turn share their statements. */
async function quotaOf(ctx: RequestContext, { grantId }: { grantId: string }): Promise<AccountQuota> {
  let batch = batches.get(ctx);
  if (!batch) {
    const grantIds: string[] = [];
    const loaded = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      batches.delete(ctx);
      return loadQuotas(ctx.deps.acrossTeams, grantIds);
    });
    batch = { grantIds, loaded };
    batches.set(ctx, batch);
  }
  batch.grantIds.push(grantId);
  return (await batch.loaded).get(grantId)!;
}

async function loadQuotas(deps: Deps, grantIds: string[]): Promise<Map<string, AccountQuota>> {
  return accountQuotas(deps, grantIds, await sentPosts(deps.db, grantIds, aDayAgo(deps)));
}

async function loadAppQuota(deps: Deps): Promise<AppQuota> {
  return appQuota(deps, await countActiveCreators(deps.db, deps.config.tiktok.clientKey, aDayAgo(deps)));
}

function aDayAgo({ clock }: Deps): Date {
  return new Date(clock.now().getTime() - DAY_MS);
}
