import { AccountStatus } from '@airdate/db';
import { requireRole } from '../context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId, uuidOrNil } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { countUpTo } from '../graphql/counted.ts';
import { readPage } from '../graphql/read-page.ts';
import { signedIn, teamContext } from '../graphql/request-context.ts';
import { signedMediaUrl } from '../media/signed-media-url.ts';
import { accountsOfTeam } from './account.queries.ts';
import { disconnectAccount } from './disconnect-account.ts';
import { avatarContentType } from './store-avatar.ts';
import { TokenAccessRef } from './token-access.graphql.ts';
import { tokenAccessesOf } from './token-access.queries.ts';
import { updateAccount } from './update-account.ts';

builder.enumType(AccountStatus, { name: 'AccountStatus' });

export const AccountRef = builder.prismaNode('Account', {
  id: { field: 'id' },
  nullable: true,
  description: "A team's connection to a TikTok creator.",
  findUnique: (id, ctx) => ({ id: uuidOrNil(id), teamId: signedIn(ctx).viewer.teamId }),
  fields: (t) => ({
    status: t.expose('status', { type: AccountStatus }),
    username: t.exposeString('username', { nullable: true, description: 'The @handle, if we may know it.' }),
    nickname: t.exposeString('nickname', { description: 'The shown name.' }),
    avatarUrl: t.string({
      nullable: true,
      description: 'A signed link to our copy that works for some hours.',
      select: { avatarKey: true },
      resolve: ({ avatarKey }, _args, { deps }) =>
        avatarKey && signedMediaUrl(deps, avatarKey, { contentType: avatarContentType(avatarKey) }),
    }),
    timeZone: t.expose('timeZone', { type: 'TimeZone', description: 'In which its weekly slots are meant.' }),
    scopes: t.stringList({
      description: 'What the creator granted.',
      select: { grant: { select: { scopes: true } } },
      resolve: ({ grant }) => grant.scopes,
    }),
    connectedAt: t.expose('connectedAt', { type: 'DateTime', description: 'Of the last consent.' }),
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
        resolve: (query, account, _args, ctx) => {
          requireRole(teamContext(ctx), 'ADMIN');
          const { tokenAccess } = ctx.deps.db;
          const where = tokenAccessesOf(account);
          const order = [{ firstUsedAt: 'desc' }, { id: 'desc' }] as const;
          return readPage(query, {
            order,
            find: (id) => tokenAccess.findFirst({ where: { id, ...where } }),
            read: (page, beyond) =>
              tokenAccess.findMany({ ...page, where: { AND: [where, beyond] }, orderBy: [...order] }),
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
      description: 'In the order in which they were first connected.',
      args: {
        status: t.arg({ type: [AccountStatus], description: 'Without it, all but disconnected accounts.' }),
      },
      totalCount: (_root, { status }, ctx) =>
        countUpTo((take) =>
          ctx.deps.db.account.count({
            ...take,
            where: accountsOfTeam(signedIn(ctx).viewer.teamId, { status }),
          }),
        ),
      resolve: (query, _root, { status }, ctx) => {
        const { account } = ctx.deps.db;
        const { teamId } = signedIn(ctx).viewer;
        const where = accountsOfTeam(teamId, { status });
        const order = [{ createdAt: 'asc' }, { id: 'asc' }] as const;
        return readPage(query, {
          order,
          find: (id) => account.findFirst({ where: { id, teamId } }),
          read: (page, beyond) =>
            account.findMany({ ...page, where: { AND: [where, beyond] }, orderBy: [...order] }),
        });
      },
    },
    { name: 'AccountConnection' },
    { name: 'AccountEdge' },
  ),
);

const UpdateAccountInput = builder.inputType('UpdateAccountInput', {
  fields: (t) => ({
    accountId: t.id({ required: true }),
    timeZone: t.field({ type: 'TimeZone', required: true }),
  }),
});

const DisconnectAccountInput = builder.inputType('DisconnectAccountInput', {
  fields: (t) => ({ accountId: t.id({ required: true }) }),
});

const accountIdOf = (id: string) => rowId('Account', id, ['input', 'accountId']);

builder.mutationFields((t) => ({
  updateAccount: t.prismaField({
    type: AccountRef,
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
      "Ends the team's connection at once; the permission goes back to TikTok when no other team uses it, as soon as TikTok takes it.",
    errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
    args: { input: t.arg({ type: DisconnectAccountInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = await disconnectAccount(teamContext(ctx), { accountId: accountIdOf(input.accountId) });
      return ctx.deps.db.account.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
