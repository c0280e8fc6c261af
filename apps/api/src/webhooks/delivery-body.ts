import type { Event } from '@airdate/db';
import { summarizeEvent } from '../events/event-types.ts';
import { globalId, type NodeType } from '../global-id.ts';

const BODY_MAX_BYTES = 20_000;
const CUT_SUMMARY_LENGTH = 500;

/**
 * What a receiver is sent of an event, as Standard Webhooks asks: `type`, `timestamp` and `data`. Ids are those of the
 * GraphQL API. At most 20 kB; where the event's own data would not fit they
 * are null, and the summary is cut.
 */
export function deliveryBody(event: Event): string {
  const summary = summarizeEvent(event.type, event.data);
  const whole = bodyOf(event, summary, event.data);
  if (Buffer.byteLength(whole) <= BODY_MAX_BYTES) return whole;
  return bodyOf(event, summary.slice(0, CUT_SUMMARY_LENGTH).toWellFormed(), null);
}

/** The body of a test event, which stands in no log. */
export function testBody(at: Date, endpointId: string): string {
  const data = { webhookEndpointId: globalId('WebhookEndpoint', endpointId), summary: 'A test of Airdate.' };
  return JSON.stringify({ type: TEST_EVENT_TYPE, timestamp: at.toISOString(), data });
}

export const TEST_EVENT_TYPE = 'webhook.test';

function bodyOf(event: Event, summary: string, data: unknown): string {
  const id = (type: NodeType, rowId: string | null) => rowId && globalId(type, rowId);
  return JSON.stringify({
    type: event.type,
    timestamp: event.createdAt.toISOString(),
    data: {
      sequence: Number(event.sequence),
      summary,
      actor: event.actorKind,
      teamId: id('Team', event.teamId),
      accountId: id('Account', event.accountId),
      postId: id('Post', event.postId),
      mediaAssetId: id('MediaAsset', event.mediaAssetId),
      data,
    },
  });
}
