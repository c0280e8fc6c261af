import type { ConnectLink } from '@airdate/db';
import { TIKTOK_SCOPES } from '@airdate/tiktok';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { enumValuesOf } from '../graphql/enum-values.ts';
import { findNodes } from '../graphql/node-rows.ts';
import { signedIn, teamContext } from '../graphql/request-context.ts';
import { TikTokScopeRef } from './account.graphql.ts';
import { findOpenLink } from './connect-by-link.ts';
import { type ConnectLinkStatus, statusOf } from './connect-link.ts';
import { createConnectLink } from './create-connect-link.ts';
import { revokeConnectLink } from './revoke-connect-link.ts';

const ConnectLinkStatusRef = builder.enumType('ConnectLinkStatus', {
  description: 'Whether a link for a creator still works.',
  values: enumValuesOf<ConnectLinkStatus>({
    open: 'It can be opened.',
    used: 'An account was connected by it, or is being connected.',
    expired: 'Nobody used it in time.',
    revoked: 'Somebody of the team ended it.',
  }),
});

const ConnectLinkRef = builder.prismaNode('ConnectLink', {
  id: { field: 'id' },
  nullable: true,
  description:
    'A link by which a creator connects an account for the team, once and without being signed in to Airdate.',
  findUnique: findNodes('ConnectLink', (ctx) => ({ teamId: signedIn(ctx).viewer.teamId })),
  fields: (t) => ({
    status: t.field({
      type: ConnectLinkStatusRef,
      description: 'Of this moment.',
      select: { id: true, usedAt: true, revokedAt: true, expiresAt: true },
      resolve: (link, _args, { deps }) => statusOf(link, deps.clock.now()),
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'From then on it opens nothing.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    account: t.relation('account', {
      nullable: true,
      description: 'The account that was connected by it; null before.',
    }),
  }),
});

const CreatedConnectLinkRef = builder
  .objectRef<{ link: ConnectLink; url: URL }>('CreatedConnectLink')
  .implement({
    description: 'A new link, with the only sight of its address.',
    fields: (t) => ({
      connectLink: t.field({
        type: ConnectLinkRef,
        description: 'The link as it is read from now on.',
        resolve: ({ link }) => link,
      }),
      url: t.string({
        description:
          'For the creator: a page that says which team asks for what, and leads to TikTok. Whoever has it can use it.',
        resolve: ({ url }) => url.href,
      }),
    }),
  });

const OpenedConnectLinkRef = builder
  .objectRef<NonNullable<Awaited<ReturnType<typeof findOpenLink>>>>('OpenedConnectLink')
  .implement({
    description: 'What a creator is told before going to TikTok’s consent page.',
    fields: (t) => ({
      teamName: t.string({ description: 'The team that asks.', resolve: ({ team }) => team.name }),
      scopes: t.field({
        type: [TikTokScopeRef],
        description: 'What it asks for.',
        resolve: () => [...TIKTOK_SCOPES],
      }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the link works.' }),
    }),
  });

builder.queryField('openedConnectLink', (t) =>
  t.field({
    type: OpenedConnectLinkRef,
    nullable: true,
    description:
      'What a link asks for, for whoever has it; needs no session and no key. Null when it does not work, or not any more.',
    args: { token: t.arg.string({ required: true, description: 'The end of the link’s address.' }) },
    resolve: (_root, { token }, { deps }) => findOpenLink(deps.acrossTeams, token),
  }),
);

const CreateConnectLinkInput = builder.inputType('CreateConnectLinkInput', {
  description: 'For how long the new link works.',
  fields: (t) => ({
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Still to come, at most 30 days ahead; three days when left out.',
    }),
  }),
});

const RevokeConnectLinkInput = builder.inputType('RevokeConnectLinkInput', {
  description: 'The link that ends.',
  fields: (t) => ({ connectLinkId: t.id({ required: true, description: 'A link of this team.' }) }),
});

builder.mutationFields((t) => ({
  createConnectLink: t.field({
    type: CreatedConnectLinkRef,
    description:
      'Makes a link by which a creator connects an account: for one use, and only as long as its maker may connect accounts. `ACCOUNT_CONNECTED` tells when it was used. Needs the role editor.',
    errors: { types: [ValidationError, ForbiddenError] },
    args: { input: t.arg({ type: CreateConnectLinkInput, required: true }) },
    resolve: (_root, { input }, ctx) => createConnectLink(teamContext(ctx), input),
  }),
  revokeConnectLink: t.prismaField({
    type: ConnectLinkRef,
    description: 'Ends a link that nobody used. One that is over stays as it is. Needs the role editor.',
    errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
    args: { input: t.arg({ type: RevokeConnectLinkInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const connectLinkId = rowId('ConnectLink', input.connectLinkId);
      const { id } = await revokeConnectLink(teamContext(ctx), { connectLinkId });
      return ctx.deps.db.connectLink.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
