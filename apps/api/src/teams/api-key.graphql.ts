import { type ApiKey, Role } from '@airdate/db';
import { requireRole } from '../context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId } from '../global-id.ts';
import { ApiKeyScopeRef } from '../graphql/api-key-scope.ts';
import { builder } from '../graphql/builder.ts';
import { enumValuesOf } from '../graphql/enum-values.ts';
import { findNodes, rowsForAdmins } from '../graphql/node-rows.ts';
import { teamContext } from '../graphql/request-context.ts';
import { type ApiKeyStatusName, apiKeyStatus } from './api-key-status.ts';
import { createApiKey } from './create-api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';

const ApiKeyStatus = builder.enumType('ApiKeyStatus', {
  description: 'Whether a key works. One also stops working when the person who made it leaves the team.',
  values: enumValuesOf<ApiKeyStatusName>({
    active: 'It works.',
    expired: 'Its time is over.',
    revoked: 'Somebody ended it.',
  }),
});

const ApiKeyRef = builder.prismaNode('ApiKey', {
  id: { field: 'id' },
  nullable: true,
  description:
    'A key for programs. It can do what its role and its scopes allow, and never more than the person who made it.',
  findUnique: findNodes('ApiKey', rowsForAdmins),
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'What the key is for, in the words of the person who made it.',
    }),
    prefix: t.exposeString('prefix', { description: 'The beginning of the key, to recognise it by.' }),
    role: t.expose('role', {
      type: Role,
      description:
        'What the key was made for. The role of the person who made it counts where that is lower.',
    }),
    scopes: t.expose('scopes', {
      type: [ApiKeyScopeRef],
      description: 'What it may be used for, as far as its role goes; never changes.',
    }),
    isTest: t.exposeBoolean('isTest', {
      description: 'Whether it reaches the simulator only, and never TikTok.',
    }),
    status: t.field({
      type: ApiKeyStatus,
      select: { expiresAt: true, revokedAt: true },
      description: 'Whether it works.',
      resolve: (apiKey, _args, { deps }) => apiKeyStatus(apiKey, deps.clock.now()),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When a person made it.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'From then on it is refused; null for a key without an end.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Exact to the minute; null when it was never used.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is refused; null for a key that nobody revoked.',
    }),
  }),
});

const CreatedApiKeyRef = builder.objectRef<{ apiKey: ApiKey; secret: string }>('CreatedApiKey').implement({
  description: 'A new key, with the only sight of its secret.',
  fields: (t) => ({
    apiKey: t.field({
      type: ApiKeyRef,
      description: 'The key as it is listed from now on.',
      resolve: ({ apiKey }) => apiKey,
    }),
    secret: t.exposeString('secret', {
      description:
        'The whole key, for the Authorization header; shown this once. Airdate keeps a hash of it.',
    }),
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
  description: 'What the new key is for, and what it may do.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What the key is for; 1 to 100 characters.' }),
    role: t.field({ type: Role, required: true, description: 'At most your own.' }),
    scopes: t.field({
      type: [ApiKeyScopeRef],
      description: 'What it may be used for; at least one. Without the list, everything that there is today.',
    }),
    isTest: t.boolean({
      description:
        'Makes a key that reaches the simulator only: where TikTok is real, it reads, uploads and drafts, and publishes nothing.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Still to come. Without it, the key works until it is revoked.',
    }),
  }),
});

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'The key that ends.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'The id of the key, not its prefix.' }),
  }),
});

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreatedApiKeyRef,
    description: 'Makes a key for programs. Only people with the role admin can; keys make no keys.',
    errors: { types: [ValidationError, ForbiddenError] },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true }) },
    resolve: (_root, { input }, ctx) => createApiKey(teamContext(ctx), input),
  }),
  revokeApiKey: t.prismaField({
    type: ApiKeyRef,
    description:
      'Ends a key at once, in open connections within a second. Revoking it again changes nothing. Needs the role admin.',
    errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true }) },
    resolve: async (query, _root, { input }, ctx) => {
      const apiKeyId = rowId('ApiKey', input.apiKeyId);
      const { id } = await revokeApiKey(teamContext(ctx), { apiKeyId });
      return ctx.deps.db.apiKey.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
}));
