import { type ApiKey, Role } from '@airdate/db';
import { hasRole, requireRole } from '../context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId, uuidOrNil } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { teamContext } from '../graphql/request-context.ts';
import { createApiKey } from './create-api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';

const ApiKeyRef = builder.prismaNode('ApiKey', {
  id: { field: 'id' },
  nullable: true,
  description:
    'A key for programs. It can do what its role allows, and never more than the person who made it.',
  findUnique: (id, ctx) => {
    const { role, teamId } = teamContext(ctx);
    return { id: uuidOrNil(hasRole({ role }, 'ADMIN') ? id : ''), teamId };
  },
  fields: (t) => ({
    name: t.exposeString('name'),
    prefix: t.exposeString('prefix', { description: 'The beginning of the key, to recognise it by.' }),
    role: t.expose('role', { type: Role }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Exact to the minute.',
    }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
  }),
});

const CreatedApiKeyRef = builder.objectRef<{ apiKey: ApiKey; secret: string }>('CreatedApiKey').implement({
  fields: (t) => ({
    apiKey: t.field({ type: ApiKeyRef, resolve: ({ apiKey }) => apiKey }),
    secret: t.exposeString('secret', { description: 'The whole key; shown this once.' }),
  }),
});

builder.queryField('apiKeys', (t) =>
  t.prismaField({
    type: ['ApiKey'],
    description: 'Every key of the team, revoked and expired ones too, newest first. Needs the role admin.',
    resolve: (query, _root, _args, ctx) => {
      const team = teamContext(ctx);
      requireRole(team, 'ADMIN');
      return ctx.deps.db.apiKey.findMany({
        ...query,
        where: { teamId: team.teamId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      });
    },
  }),
);

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'What the key is for; at most 100 characters.' }),
    role: t.field({ type: Role, required: true, description: 'At most your own.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'Without it, the key works until it is revoked.' }),
  }),
});

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  fields: (t) => ({ apiKeyId: t.id({ required: true }) }),
});

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreatedApiKeyRef,
    errors: { types: [ValidationError, ForbiddenError] },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true }) },
    resolve: (_root, { input }, ctx) => createApiKey(teamContext(ctx), input),
  }),
  revokeApiKey: t.prismaField({
    type: ApiKeyRef,
    errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const apiKeyId = rowId('ApiKey', input.apiKeyId, ['input', 'apiKeyId']);
      const { id } = await revokeApiKey(teamContext(ctx), { apiKeyId });
      return ctx.deps.db.apiKey.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
