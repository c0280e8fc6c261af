import { type Member, Role } from '@airdate/db';
import { ForbiddenError, ValidationError } from '../errors.ts';
import { pairedId, parsePairedId, uuidOrNil } from '../global-id.ts';
import { ApiKeyScopeRef } from '../graphql/api-key-scope.ts';
import { builder } from '../graphql/builder.ts';
import { findNodes, findNodesBy } from '../graphql/node-rows.ts';
import { directionArg } from '../graphql/order-direction.ts';
import { readPage } from '../graphql/read-page.ts';
import { signedIn, teamContext } from '../graphql/request-context.ts';
import { membersOfTeam, teamsOfViewer } from './team.queries.ts';
import { updateTeam } from './update-team.ts';
import type { Viewer } from './viewer.ts';

builder.enumType(Role, {
  name: 'Role',
  description:
    'What a member or key may do; each role includes those before it: viewer, approver, editor, admin, owner.',
  values: {
    VIEWER: {
      description: 'Reads and follows everything of the team but its keys and the uses of its tokens.',
    },
    APPROVER: { description: 'As a viewer; nothing more yet.' },
    EDITOR: {
      description:
        'Also uploads and deletes videos, writes and publishes posts, changes schedules, and connects accounts.',
    },
    ADMIN: {
      description:
        'Also changes the team, disconnects accounts, reads who used their tokens, and manages API keys.',
    },
    OWNER: { description: 'Also reads how the jobs of the installation do.' },
  },
});

builder.prismaNode('User', {
  id: { field: 'id' },
  nullable: true,
  description: 'A person who signs in to Airdate.',
  findUnique: findNodes('User', (ctx) => ({
    memberships: { some: { teamId: signedIn(ctx).viewer.teamId } },
  })),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As the person wrote it.' }),
    email: t.exposeString('email', { description: 'The address that the person signs in with.' }),
  }),
});

findNodesBy<Member>(
  'TeamMember',
  (ids, ctx) => {
    const { teamId } = signedIn(ctx).viewer;
    return {
      teamId,
      userId: { in: ids.map(memberOf).flatMap(({ teamId: of, userId }) => (of === teamId ? userId : [])) },
    };
  },
  ({ teamId, userId }) => pairedId(teamId, userId),
);

const TeamMemberRef = builder.prismaNode('Member', {
  name: 'TeamMember',
  id: { resolve: ({ teamId, userId }) => pairedId(teamId, userId) },
  nullable: true,
  description: 'A person in a team.',
  findUnique: (id, ctx) => ({
    teamId_userId: memberOf(id),
    AND: { teamId: signedIn(ctx).viewer.teamId },
  }),
  select: { teamId: true, userId: true },
  fields: (t) => ({
    user: t.relation('user', { description: 'Who it is.' }),
    role: t.expose('role', {
      type: Role,
      description: 'What the person may do in this team; another team may give another.',
    }),
    joinedAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when the person is a member.' }),
  }),
});

function memberOf(id: string): { teamId: string; userId: string } {
  const { teamId, within } = parsePairedId(id);
  return { teamId, userId: uuidOrNil(within) };
}

const TeamRef = builder.prismaNode('Team', {
  id: { field: 'id' },
  nullable: true,
  description: 'Owns accounts, media, posts and one event log.',
  findUnique: findNodes('Team', (ctx) => ({ AND: teamsOfViewer(signedIn(ctx).viewer) })),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'For people; two teams may have the same.' }),
    slug: t.exposeString('slug', {
      description: 'Made from the name when the team was made: lower case, and of no other team.',
    }),
    timeZone: t.expose('timeZone', { type: 'TimeZone', description: 'Which new accounts begin with.' }),
    catchUpHours: t.exposeInt('catchUpHours', {
      description:
        'How late a post still goes out by itself, 1 to 72; one that is later is held as `missed`.',
    }),
    members: t.relation('members', {
      description: 'Everybody in the team, in the order of joining.',
      query: { orderBy: [{ createdAt: 'asc' }, { userId: 'asc' }] },
    }),
  }),
});

builder.queryField('teamMembers', (t) =>
  t.prismaConnection(
    {
      type: TeamMemberRef,
      cursor: 'teamId_userId',
      description: 'Everybody in the team, in the order of joining.',
      args: {
        role: t.arg({ type: [Role], description: 'Without it, of every role.' }),
        direction: directionArg(t, 'asc'),
      },
      totalCount: (_root, { role }, ctx) =>
        ctx.deps.db.member.count({ where: membersOfTeam(signedIn(ctx).viewer.teamId, { role }) }),
      resolve: (query, _root, { role, direction }, ctx) => {
        const { member } = ctx.deps.db;
        const { teamId } = signedIn(ctx).viewer;
        // Copied whole: the plugin warns of a query of which nobody took the selection.
        const { cursor, ...page } = { ...query };
        const place = cursor?.teamId_userId;
        const from = place && { id: place.teamId === teamId ? place.userId : undefined };
        return readPage(
          { ...page, cursor: from },
          {
            where: membersOfTeam(teamId, { role }),
            order: [{ createdAt: direction }, { userId: direction }],
            find: (userId) => member.findFirst({ where: { teamId, userId } }),
            read: (page) => member.findMany(page),
          },
        );
      },
    },
    { name: 'TeamMemberConnection' },
    { name: 'TeamMemberEdge' },
  ),
);

const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who sends the request, and for which team.',
  fields: (t) => ({
    role: t.expose('role', { type: Role, description: 'What this request may do in the current team.' }),
    scopes: t.expose('scopes', {
      type: [ApiKeyScopeRef],
      nullable: true,
      description: 'What the key may be used for; null for a person, who has all scopes.',
    }),
    isTest: t.exposeBoolean('isTest', {
      description: 'Whether this is a key that reaches the simulator only.',
    }),
    user: t.prismaField({
      type: 'User',
      nullable: true,
      description: 'Null for an API key.',
      resolve: (query, { userId }, _args, { deps }) =>
        userId ? deps.db.user.findUnique({ ...query, where: { id: userId } }) : null,
    }),
    team: t.prismaField({
      type: 'Team',
      description: 'The current team: everything else that can be asked belongs to it.',
      resolve: (query, { teamId }, _args, { deps }) =>
        deps.db.team.findUniqueOrThrow({ ...query, where: { id: teamId } }),
    }),
    teams: t.prismaField({
      type: ['Team'],
      description: 'Every team of the user; an API key has one.',
      resolve: (query, viewer, _args, { deps }) =>
        deps.acrossTeams.db.team.findMany({
          ...query,
          where: teamsOfViewer(viewer),
          orderBy: [{ name: 'asc' }, { id: 'asc' }],
        }),
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    nullable: true,
    description: 'Null when nobody is signed in.',
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);

const UpdateTeamInput = builder.inputType('UpdateTeamInput', {
  description: 'Only the given fields change.',
  fields: (t) => ({
    catchUpHours: t.int({ description: '1 to 72. Posts that are held as missed stay held.' }),
  }),
});

builder.mutationField('updateTeam', (t) =>
  t.prismaField({
    type: TeamRef,
    description: 'Changes the settings of the current team. Needs the role admin.',
    errors: { types: [ValidationError, ForbiddenError] },
    args: { input: t.arg({ type: UpdateTeamInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = await updateTeam(teamContext(ctx), input);
      return ctx.deps.db.team.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
