import { WebhookDeliveryStatus, WebhookTryError } from '@airdate/db';
import { builder } from '../graphql/builder.ts';
import { findNodes, rowsForAdmins } from '../graphql/node-rows.ts';
import { directionArg } from '../graphql/order-direction.ts';
import { readPage } from '../graphql/read-page.ts';

builder.enumType(WebhookDeliveryStatus, {
  name: 'WebhookDeliveryStatus',
  description: 'What became of a webhook delivery.',
  values: {
    PENDING: { description: 'It waits for its first or next try, or is being tried.' },
    DELIVERED: { description: 'The receiver answered 2xx.' },
    FAILED: { description: 'No try is left, or the endpoint was disabled. It can be redelivered.' },
  },
});

builder.enumType(WebhookTryError, {
  name: 'WebhookTryError',
  description: 'Why a try to deliver a webhook failed.',
  values: {
    REFUSED: { description: 'The answer was neither 2xx nor a redirect.' },
    REDIRECTED: { description: 'The answer was a redirect; those are not followed.' },
    TIMED_OUT: { description: 'The whole answer did not come in time.' },
    UNREACHABLE: { description: 'There was no connection, or it broke; also an invalid certificate.' },
    ADDRESS_NOT_ALLOWED: { description: 'The name stands for an address that is not public.' },
  },
});

const WebhookTryRef = builder.prismaNode('WebhookTry', {
  id: { field: 'id' },
  nullable: true,
  description: 'One request to a webhook endpoint, and what came of it. Seen from the role admin up.',
  findUnique: findNodes('WebhookTry', rowsForAdmins),
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'From 1; redeliveries count on.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When the request was sent.' }),
    durationMs: t.exposeInt('durationMs', { description: 'From there to the end, in milliseconds.' }),
    status: t.exposeInt('status', { nullable: true, description: 'Of HTTP; null when no answer came.' }),
    error: t.expose('error', {
      type: WebhookTryError,
      nullable: true,
      description: 'Why it failed; null when it was delivered.',
    }),
    responseBody: t.exposeString('responseBody', { description: 'The first 1,024 bytes of the answer.' }),
  }),
});

export const WebhookDeliveryRef = builder.prismaNode('WebhookDelivery', {
  id: { field: 'id', description: 'For `node(id)` and `redeliverWebhook`.' },
  nullable: true,
  description: 'One event for one webhook endpoint; kept for 30 days. Seen from the role admin up.',
  findUnique: findNodes('WebhookDelivery', rowsForAdmins),
  select: { id: true, teamId: true },
  fields: (t) => ({
    endpoint: t.relation('endpoint', { description: 'To which it is sent.' }),
    webhookId: t.exposeString('id', { description: 'The header `webhook-id`, the same in every try.' }),
    eventType: t.exposeString('eventType', {
      description: 'The `type` in the body; `webhook.test` for a test.',
    }),
    body: t.exposeString('body', { description: 'What is sent, to the byte.' }),
    status: t.expose('status', { type: WebhookDeliveryStatus, description: 'What became of it.' }),
    tryCount: t.exposeInt('tryCount', { description: 'How often it was tried.' }),
    nextTryAt: t.expose('nextTryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Not sooner than then; null when no further try is planned.',
    }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was delivered or failed.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    tries: t.prismaConnection(
      {
        type: WebhookTryRef,
        cursor: 'id',
        description: 'Every try, newest first.',
        args: { direction: directionArg(t, 'desc') },
        resolve: (query, { id: deliveryId, teamId }, { direction }, ctx) => {
          const { webhookTry } = ctx.deps.db;
          const where = { deliveryId, teamId };
          return readPage(query, {
            where,
            order: [{ number: direction }, { id: direction }],
            find: (id) => webhookTry.findFirst({ where: { ...where, id } }),
            read: (page) => webhookTry.findMany(page),
          });
        },
      },
      { name: 'WebhookTryConnection' },
      { name: 'WebhookTryEdge' },
    ),
  }),
});
