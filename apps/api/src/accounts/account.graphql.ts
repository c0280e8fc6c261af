import { AccountStatus, TokenPurpose } from '@airdate/db';
import { TIKTOK_SCOPES, type TikTokScope } from '@airdate/tiktok';
import { requireRole } from '../context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { enumValuesOf } from '../graphql/enum-values.ts';
import { MOST_COUNTED } from '../graphql/most-counted.ts';
import { findNodes } from '../graphql/node-rows.ts';
import { directionArg } from '../graphql/order-direction.ts';
import { readPage } from '../graphql/read-page.ts';
import { signedIn, teamContext } from '../graphql/request-context.ts';
import { signedMediaUrl } from '../media/signed-media-url.ts';
import { accountsOfTeam } from './account.queries.ts';
import { disconnectAccount } from './disconnect-account.ts';
import { avatarContentType } from './store-avatar.ts';
import { TokenAccessRef } from './token-access.graphql.ts';
import { tokenAccessesOf } from './token-access.queries.ts';
import { updateAccount } from './update-account.ts';

builder.enumType(AccountStatus, {
  name: 'AccountStatus',
  description: 'Whether posts of an account can go out.',
  values: {
    ACTIVE: { description: 'Connected, as far as TikTok said.' },
    RECONNECT_REQUIRED: {
      description:
        'TikTok no longer takes the connection. Posts whose time comes are held until a person connects the account again.',
    },
    DISCONNECTED: {
      description: 'A person ended the connection. Connecting it again takes up the same account.',
    },
  },
});

export const TikTokScopeRef = builder.enumType('TikTokScope', {
  description: 'A permission of TikTok’s that Airdate makes use of.',
  values: enumValuesOf<TikTokScope>({
    'user.info.basic': 'To read the shown name and the picture.',
    'user.info.profile': 'To read the @handle and the profile.',
    'user.info.stats': 'To read how many followers the creator has.',
    'video.list': 'To read the creator’s public videos; `Post.candidates` needs it.',
    'video.publish': 'To publish on the profile: posts with the mode DIRECT, and `creatorInfo`.',
    'video.upload': 'To deliver drafts: posts with the mode INBOX.',
  }),
});

export const AccountRef = builder.prismaNode('Account', {
  id: { field: 'id' },
  // Who used its tokens is found by the team and the grant.
  select: { id: true, teamId: true, grantId: true },
  nullable: true,
  description: "A team's connection to a TikTok creator.",
  findUnique: findNodes('Account', (ctx) => ({ teamId: signedIn(ctx).viewer.teamId })),
  fields: (t) => ({
    status: t.expose('status', {
      type: AccountStatus,
      description: 'Changes by itself when TikTok refuses the connection.',
    }),
    username: t.exposeString('username', {
      nullable: true,
      description: 'The @handle, without the sign; null while TikTok has not told it.',
    }),
    nickname: t.exposeString('nickname', { description: 'The name that TikTok shows.' }),
    avatarUrl: t.string({
      nullable: true,
      description:
        'A signed link to our copy, relative to this origin, that works for six hours. Null without a picture.',
      select: { avatarKey: true },
      resolve: ({ avatarKey }, _args, { deps }) =>
        avatarKey && signedMediaUrl(deps, avatarKey, { contentType: avatarContentType(avatarKey) }),
    }),
    timeZone: t.expose('timeZone', {
      type: 'TimeZone',
      description: 'In which its weekly slots are meant, and new series.',
    }),
    scopes: t.field({
      type: [TikTokScopeRef],
      description:
        'What the creator granted, as far as Airdate makes use of it; others of TikTok’s scopes are left out.',
      select: { grant: { select: { scopes: true } } },
      resolve: ({ grant }) => TIKTOK_SCOPES.filter((scope) => grant.scopes.includes(scope)),
    }),
    connectedAt: t.expose('connectedAt', {
      type: 'DateTime',
      description: 'When the creator last granted access on TikTok’s consent page.',
    }),
    connectionExpiresAt: t.field({
      type: 'DateTime',
      description: 'After this instant only a new consent helps, unless the tokens are refreshed before.',
      select: { grant: { select: { refreshTokenExpiresAt: true } } },
      resolve: ({ grant }) => grant.refreshTokenExpiresAt,
    }),
    tokenAccesses: t.prismaConnection(
      {
        type: TokenAccessRef,
        cursor: 'id',
        nullable: true,
        description:
          'Who used the tokens of the connection, when, and for what; newest first. Needs the role admin.',
        args: {
          purpose: t.arg({ type: [TokenPurpose], description: 'Without it, for every purpose.' }),
          direction: directionArg(t, 'desc'),
        },
        resolve: (query, account, { purpose, direction }, ctx) => {
          requireRole(teamContext(ctx), 'ADMIN');
          const { tokenAccess } = ctx.deps.db;
          const where = { ...tokenAccessesOf(account), ...(purpose && { purpose: { in: purpose } }) };
          return readPage(query, {
            where,
            order: [{ firstUsedAt: direction }, { id: direction }],
            find: (id) => tokenAccess.findFirst({ where: { id, ...where } }),
            read: (page) => tokenAccess.findMany(page),
          });
        },
      },
      { name: 'TokenAccessConnection' },
      { name: 'TokenAccessEdge' },
    ),
  }),
});

builder.queryField('accounts', (t) =>
  t.prismaConnection(
    {
      type: AccountRef,
      cursor: 'id',
      description: 'The accounts of the team, in the order in which they were first connected.',
      args: {
        status: t.arg({ type: [AccountStatus], description: 'Without it, all but disconnected accounts.' }),
        direction: directionArg(t, 'asc'),
      },
      totalCount: (_root, { status }, ctx) =>
        ctx.deps.db.account.count({
          take: MOST_COUNTED,
          where: accountsOfTeam(signedIn(ctx).viewer.teamId, { status }),
        }),
      resolve: (query, _root, { status, direction }, ctx) => {
        const { account } = ctx.deps.db;
        const { teamId } = signedIn(ctx).viewer;
        const where = accountsOfTeam(teamId, { status });
        return readPage(query, {
          where,
          order: [{ createdAt: direction }, { id: direction }],
          find: (id) => account.findFirst({ where: { id, teamId } }),
          read: (page) => account.findMany(page),
        });
      },
    },
    { name: 'AccountConnection' },
    { name: 'AccountEdge' },
  ),
);

const UpdateAccountInput = builder.inputType('UpdateAccountInput', {
  description: 'What changes of the account.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'An account of this team.' }),
    timeZone: t.field({
      type: 'TimeZone',
      required: true,
      description: 'From now on its weekly slots are meant in it.',
    }),
  }),
});

const DisconnectAccountInput = builder.inputType('DisconnectAccountInput', {
  description: 'The account whose connection ends.',
  fields: (t) => ({ accountId: t.id({ required: true, description: 'An account of this team.' }) }),
});

const accountIdOf = (id: string) => rowId('Account', id);

builder.mutationFields((t) => ({
  updateAccount: t.prismaField({
    type: AccountRef,
    description:
      'Changes the zone of an account. Posts that are already scheduled keep their instant. Needs the role editor.',
    errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
    args: { input: t.arg({ type: UpdateAccountInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const accountId = accountIdOf(input.accountId);
      const { id } = await updateAccount(teamContext(ctx), { accountId, timeZone: input.timeZone });
      return ctx.deps.db.account.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
  disconnectAccount: t.prismaField({
    type: AccountRef,
    description:
      "Ends the team's connection at once; the permission goes back to TikTok when no other team uses it, as soon as TikTok takes it. Needs the role admin.",
    errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
    args: { input: t.arg({ type: DisconnectAccountInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = await disconnectAccount(teamContext(ctx), { accountId: accountIdOf(input.accountId) });
      return ctx.deps.db.account.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
