import { WebhookDeliveryStatus, WebhookDisabledReason } from '@airdate/db';
import { requireRole } from '../context.ts';
import { builder } from '../graphql/builder.ts';
import { findNodes, rowsForAdmins } from '../graphql/node-rows.ts';
import { directionArg } from '../graphql/order-direction.ts';
import { readPage } from '../graphql/read-page.ts';
import { teamContext } from '../graphql/request-context.ts';
import { WebhookDeliveryRef } from './webhook-delivery.graphql.ts';

builder.enumType(WebhookDisabledReason, {
  name: 'WebhookDisabledReason',
  description: 'Why a webhook endpoint is sent nothing.',
  values: {
    REQUESTED: { description: 'Somebody of the team asked for it.' },
    GONE: { description: 'The receiver answered 410 Gone.' },
    FAILING: { description: 'For five days nothing could be delivered.' },
  },
});

export const WebhookEndpointRef = builder.prismaNode('WebhookEndpoint', {
  id: { field: 'id', description: 'For `node(id)` and the mutations of endpoints.' },
  nullable: true,
  description:
    'An address of yours to which the events of the team are sent, signed after Standard Webhooks. Seen from the role admin up.',
  findUnique: findNodes('WebhookEndpoint', rowsForAdmins),
  select: { id: true, teamId: true },
  fields: (t) => ({
    url: t.exposeString('url', { description: 'Where events are posted.' }),
    description: t.exposeString('description', { description: 'What it is for, in your words.' }),
    eventTypes: t.exposeStringList('eventTypes', {
      description: 'Types, and beginnings of types such as `post.`; empty: every event, also new types.',
    }),
    disabledAt: t.expose('disabledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is sent nothing; null while it is enabled.',
    }),
    disabledReason: t.expose('disabledReason', {
      type: WebhookDisabledReason,
      nullable: true,
      description: 'Why; null while it is enabled.',
    }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when every try fails; after five days the endpoint is disabled.',
    }),
    previousSecretEndsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when the secret before the present one signs too.',
      select: { previousSecretEndsAt: true },
      resolve: ({ previousSecretEndsAt: endsAt }, _args, { deps }) =>
        endsAt && endsAt > deps.clock.now() ? endsAt : null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    deliveries: t.prismaConnection(
      {
        type: WebhookDeliveryRef,
        cursor: 'id',
        description: 'What it was or will be sent, newest first; of the last 30 days.',
        args: {
          status: t.arg({ type: WebhookDeliveryStatus, description: 'Without it, of every status.' }),
          eventType: t.arg.string({
            description: 'As in the body, such as `post.published`; without it, of every type.',
          }),
          direction: directionArg(t, 'desc'),
        },
        resolve: (query, { id: endpointId, teamId }, { status, eventType, direction }, ctx) => {
          const { webhookDelivery } = ctx.deps.db;
          const own = { endpointId, teamId };
          const where = { ...own, ...(status && { status }), ...(eventType && { eventType }) };
          return readPage(query, {
            where,
            order: [{ createdAt: direction }, { id: direction }],
            find: (id) => webhookDelivery.findFirst({ where: { ...own, id } }),
            read: (page) => webhookDelivery.findMany(page),
          });
        },
      },
      { name: 'WebhookDeliveryConnection' },
      { name: 'WebhookDeliveryEdge' },
    ),
  }),
});

function endpointsOfTeam(teamId: string, { enabled }: { enabled?: boolean | null }) {
  return { teamId, ...(typeof enabled === 'boolean' && { disabledAt: enabled ? null : { not: null } }) };
}

builder.queryField('webhookEndpoints', (t) =>
  t.prismaConnection(
    {
      type: WebhookEndpointRef,
      cursor: 'id',
      nullable: true,
      description: 'Where the events of the team are sent, newest first. Needs the role admin.',
      args: {
        enabled: t.arg.boolean({
          description: 'Only those that are sent events, or only the others; without it, both.',
        }),
        direction: directionArg(t, 'desc'),
      },
      totalCount: (_root, { enabled }, ctx) =>
        ctx.deps.db.webhookEndpoint.count({ where: endpointsOfTeam(teamContext(ctx).teamId, { enabled }) }),
      resolve: (query, _root, { enabled, direction }, ctx) => {
        const team = teamContext(ctx);
        requireRole(team, 'ADMIN');
        const { webhookEndpoint } = ctx.deps.db;
        const { teamId } = team;
        return readPage(query, {
          where: endpointsOfTeam(teamId, { enabled }),
          order: [{ createdAt: direction }, { id: direction }],
          find: (id) => webhookEndpoint.findFirst({ where: { id, teamId } }),
          read: (page) => webhookEndpoint.findMany(page),
        });
      },
    },
    { name: 'WebhookEndpointConnection' },
    { name: 'WebhookEndpointEdge' },
  ),
);
