import { TokenPurpose } from '@airdate/db';
import { type ActorKind, ActorKindRef } from '../graphql/actor-kind-type.ts';
import { builder } from '../graphql/builder.ts';
import { findNodes, rowsForAdmins } from '../graphql/node-rows.ts';
import { tokenAccessesOfTeam } from './token-access.queries.ts';

builder.enumType(TokenPurpose, {
  name: 'TokenPurpose',
  description: "What a connection's tokens were unsealed for.",
  values: {
    PUBLISH: { description: 'To begin the publishing of a post.' },
    STATUS: { description: 'To ask what became of a post.' },
    CREATOR_INFO: { description: 'To ask what the creator may post right now.' },
    PROFILE: { description: 'To read the name and avatar of a creator who was connected.' },
    REFRESH: { description: 'To have them replaced by new ones.' },
    REVOKE: { description: 'To give the permission back.' },
    KEY_ROTATION: { description: 'To seal them with another encryption key.' },
  },
});

export const TokenAccessRef = builder.prismaNode('TokenAccess', {
  id: { field: 'id' },
  nullable: true,
  description:
    "Uses of a connection's tokens: those of one kind within one hour. Kept for 90 days. Seen from the role admin up.",
  findUnique: findNodes('TokenAccess', (ctx) => {
    const rows = rowsForAdmins(ctx);
    return rows && tokenAccessesOfTeam(rows.teamId);
  }),
  select: { id: true, actorKind: true, actorId: true, teamId: true },
  fields: (t) => ({
    purpose: t.expose('purpose', { type: TokenPurpose, description: 'What for.' }),
    actor: t.field({
      type: ActorKindRef,
      description: 'Who did it. Never TIKTOK.',
      resolve: ({ actorKind }) => actorKind as ActorKind,
    }),
    user: t.prismaField({
      type: 'User',
      nullable: true,
      description: 'Who did it, if a member of the team did.',
      resolve: (query, { actorKind, actorId, teamId }, _args, { deps }) =>
        actorKind === 'user' && actorId && teamId
          ? deps.db.user.findFirst({
              ...query,
              where: { id: actorId, memberships: { some: { teamId } } },
            })
          : null,
    }),
    apiKey: t.prismaField({
      type: 'ApiKey',
      nullable: true,
      description: 'The key that did it, if one did.',
      resolve: (query, { actorKind, actorId, teamId }, _args, { deps }) =>
        actorKind === 'apiKey' && actorId && teamId
          ? deps.db.apiKey.findFirst({ ...query, where: { id: actorId, teamId } })
          : null,
    }),
    post: t.relation('post', { nullable: true, description: 'The post it was done for, if for one.' }),
    useCount: t.exposeInt('useCount', { description: 'How often within the hour.' }),
    firstUsedAt: t.expose('firstUsedAt', { type: 'DateTime', description: 'The first of these uses.' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime', description: 'The last of them so far.' }),
  }),
});
