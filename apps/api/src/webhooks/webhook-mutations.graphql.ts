import type { WebhookEndpoint } from '@airdate/db';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { type RequestContext, teamContext } from '../graphql/request-context.ts';
import { createWebhookEndpoint } from './create-webhook-endpoint.ts';
import { deleteWebhookEndpoint } from './delete-webhook-endpoint.ts';
import { disableWebhookEndpoint } from './disable-webhook-endpoint.ts';
import { enableWebhookEndpoint } from './enable-webhook-endpoint.ts';
import { redeliverFailedWebhooks, redeliverWebhook } from './redeliver-webhooks.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { sendTestWebhook } from './send-test-webhook.ts';
import { updateWebhookEndpoint } from './update-webhook-endpoint.ts';
import { WebhookDeliveryRef } from './webhook-delivery.graphql.ts';
import { WebhookEndpointRef } from './webhook-endpoint.graphql.ts';

const URL =
  'An https address that can be reached from the internet, without a user or password; at most 2,048 characters.';
const EVENT_TYPES =
  'Types such as `post.published`, or beginnings with their period such as `post.`; at most 100. Empty: every event.';
const ENDPOINT_ID = 'Of an endpoint of the team.';

type WithSecret = { endpoint: WebhookEndpoint; secret: string };
const WebhookSecretRef = builder.objectRef<WithSecret>('WebhookSecret').implement({
  description: 'A secret of a webhook endpoint, in the one answer that shows it.',
  fields: (t) => ({
    webhookEndpoint: t.field({
      type: WebhookEndpointRef,
      description: 'Whose deliveries are signed with it.',
      resolve: ({ endpoint }) => endpoint,
    }),
    secret: t.exposeString('secret', {
      description: '`whsec_` and base64, as libraries of Standard Webhooks take it; shown this once.',
    }),
  }),
});

const DeletedWebhookEndpointRef = builder.objectRef<{ id: string }>('DeletedWebhookEndpoint').implement({
  description: 'What is left of a webhook endpoint that was deleted.',
  fields: (t) => ({
    deletedId: t.id({ description: 'The id that it had.', resolve: ({ id }) => id }),
  }),
});

const RedeliveredWebhooksRef = builder.objectRef<{ count: number }>('RedeliveredWebhooks').implement({
  description: 'What `redeliverFailedWebhooks` did.',
  fields: (t) => ({ count: t.exposeInt('count', { description: 'How many deliveries are sent again.' }) }),
});

const CreateWebhookEndpointInput = builder.inputType('CreateWebhookEndpointInput', {
  description: 'A new webhook endpoint.',
  fields: (t) => ({
    url: t.string({ required: true, description: URL }),
    description: t.string({ description: 'What it is for; at most 500 characters.' }),
    eventTypes: t.stringList({ description: EVENT_TYPES }),
  }),
});

const UpdateWebhookEndpointInput = builder.inputType('UpdateWebhookEndpointInput', {
  description: 'Changes to a webhook endpoint; what is left out stays.',
  fields: (t) => ({
    webhookEndpointId: t.id({ required: true, description: ENDPOINT_ID }),
    url: t.string({ description: URL }),
    description: t.string({ description: 'What it is for; at most 500 characters.' }),
    eventTypes: t.stringList({ description: EVENT_TYPES }),
  }),
});

const WebhookEndpointInput = builder.inputType('WebhookEndpointInput', {
  description: 'Names a webhook endpoint.',
  fields: (t) => ({ webhookEndpointId: t.id({ required: true, description: ENDPOINT_ID }) }),
});

const RotateWebhookSecretInput = builder.inputType('RotateWebhookSecretInput', {
  description: 'Asks for another secret.',
  fields: (t) => ({
    webhookEndpointId: t.id({ required: true, description: ENDPOINT_ID }),
    overlapHours: t.int({
      description: 'How long the present secret signs beside the new one, 0 to 168; 24 when left out.',
    }),
  }),
});

const RedeliverWebhookInput = builder.inputType('RedeliverWebhookInput', {
  description: 'Names a webhook delivery.',
  fields: (t) => ({
    webhookDeliveryId: t.id({ required: true, description: 'Of a delivery of the team.' }),
  }),
});

const RedeliverFailedWebhooksInput = builder.inputType('RedeliverFailedWebhooksInput', {
  description: 'Names the failed deliveries of an endpoint.',
  fields: (t) => ({
    webhookEndpointId: t.id({ required: true, description: ENDPOINT_ID }),
    since: t.field({
      type: 'DateTime',
      required: true,
      description: 'Those that were made at this instant or later.',
    }),
  }),
});

const endpointIdOf = (input: { webhookEndpointId: string }) =>
  rowId('WebhookEndpoint', input.webhookEndpointId);

builder.mutationFields((t) => {
  const byId = { input: t.arg({ type: WebhookEndpointInput, required: true, description: 'Which one.' }) };

  /** A field whose verb runs first; then what the client selected of the endpoint is read. */
  const endpointField = <Args>(run: (ctx: RequestContext, args: Args) => Promise<{ id: string }>) => ({
    type: WebhookEndpointRef,
    errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
    resolve: async (query: object, _root: unknown, args: Args, ctx: RequestContext) => {
      const { id } = await run(ctx, args);
      return ctx.deps.db.webhookEndpoint.findUniqueOrThrow({ ...query, where: { id } });
    },
  });
  const deliveryField = <Args>(run: (ctx: RequestContext, args: Args) => Promise<{ id: string }>) => ({
    type: WebhookDeliveryRef,
    errors: { types: [ValidationError, NotFoundError, ForbiddenError, ConflictError] },
    resolve: async (query: object, _root: unknown, args: Args, ctx: RequestContext) => {
      const { id } = await run(ctx, args);
      return ctx.deps.db.webhookDelivery.findUniqueOrThrow({ ...query, where: { id } });
    },
  });

  return {
    createWebhookEndpoint: t.field({
      type: WebhookSecretRef,
      description: 'Has the events of the team sent to an address, from now on. Needs the role admin.',
      errors: { types: [ValidationError, ForbiddenError, ConflictError] },
      args: {
        input: t.arg({ type: CreateWebhookEndpointInput, required: true, description: 'The endpoint.' }),
      },
      resolve: (_root, { input }, ctx) => createWebhookEndpoint(teamContext(ctx), input),
    }),
    updateWebhookEndpoint: t.prismaField({
      description: 'Changes an endpoint. Deliveries that wait go to the new address. Needs the role admin.',
      args: {
        input: t.arg({ type: UpdateWebhookEndpointInput, required: true, description: 'The changes.' }),
      },
      ...endpointField((ctx, { input }: { input: typeof UpdateWebhookEndpointInput.$inferInput }) =>
        updateWebhookEndpoint(teamContext(ctx), { ...input, endpointId: endpointIdOf(input) }),
      ),
    }),
    enableWebhookEndpoint: t.prismaField({
      description:
        'Has a disabled endpoint sent what happens from now on; what happened meanwhile is not sent. Needs the role admin.',
      args: byId,
      ...endpointField((ctx, { input }: { input: typeof WebhookEndpointInput.$inferInput }) =>
        enableWebhookEndpoint(teamContext(ctx), endpointIdOf(input)),
      ),
    }),
    disableWebhookEndpoint: t.prismaField({
      description: 'Sends an endpoint nothing more; deliveries that wait fail. Needs the role admin.',
      args: byId,
      ...endpointField((ctx, { input }: { input: typeof WebhookEndpointInput.$inferInput }) =>
        disableWebhookEndpoint(teamContext(ctx), endpointIdOf(input)),
      ),
    }),
    deleteWebhookEndpoint: t.field({
      type: DeletedWebhookEndpointRef,
      description: 'Deletes an endpoint with its delivery log. Needs the role admin.',
      errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
      args: byId,
      resolve: async (_root, { input }, ctx) => {
        await deleteWebhookEndpoint(teamContext(ctx), endpointIdOf(input));
        return { id: input.webhookEndpointId };
      },
    }),
    rotateWebhookSecret: t.field({
      type: WebhookSecretRef,
      description:
        'Gives an endpoint another secret. For the overlap each delivery has two signatures, so that receivers can change over in peace. Needs the role admin.',
      errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
      args: {
        input: t.arg({ type: RotateWebhookSecretInput, required: true, description: 'Of which one.' }),
      },
      resolve: (_root, { input }, ctx) =>
        rotateWebhookSecret(teamContext(ctx), { ...input, endpointId: endpointIdOf(input) }),
    }),
    sendTestWebhook: t.prismaField({
      description:
        'Sends an endpoint an event of the type `webhook.test`, once and without retries. Needs the role admin.',
      args: byId,
      ...deliveryField((ctx, { input }: { input: typeof WebhookEndpointInput.$inferInput }) =>
        sendTestWebhook(teamContext(ctx), endpointIdOf(input)),
      ),
    }),
    redeliverWebhook: t.prismaField({
      description:
        'Sends a delivery again, whatever became of it, with the same body and `webhook-id` and with ten tries. Needs the role admin.',
      args: { input: t.arg({ type: RedeliverWebhookInput, required: true, description: 'Which one.' }) },
      ...deliveryField((ctx, { input }: { input: typeof RedeliverWebhookInput.$inferInput }) =>
        redeliverWebhook(teamContext(ctx), rowId('WebhookDelivery', input.webhookDeliveryId)),
      ),
    }),
    redeliverFailedWebhooks: t.field({
      type: RedeliveredWebhooksRef,
      description: 'Sends all failed deliveries of an endpoint since an instant again. Needs the role admin.',
      errors: { types: [ValidationError, NotFoundError, ForbiddenError, ConflictError] },
      args: {
        input: t.arg({ type: RedeliverFailedWebhooksInput, required: true, description: 'Which ones.' }),
      },
      resolve: async (_root, { input }, ctx) => ({
        count: await redeliverFailedWebhooks(teamContext(ctx), {
          endpointId: endpointIdOf(input),
          since: input.since,
        }),
      }),
    }),
  };
});
