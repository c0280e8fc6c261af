import { z } from 'zod';
import { MalformedWebhookError } from '../errors.ts';
import { parseJsonLossless } from '../lossless-json.ts';
import { optionalCount, wireCount, wireId, wireText } from '../wire.ts';
import { dedupeKeyOf } from './dedupe-key.ts';

type EventEnvelope = {
  /** The event's name as it was on the wire. */
  rawEvent: string;
  /** Of the app it is meant for; compare it with your own. */
  clientKey: string;
  createdAt: Date;
  /** `null` for events that concern no user. */
  openId: string | null;
  /** Equal for two deliveries of the same event, which TikTok repeats freely. */
  dedupeKey: string;
};

type PublishEvent = EventEnvelope & {
  publishId: string;
  /** `DIRECT_PUBLISH`, `INBOX_SHARE`, or a value that is not documented. */
  publishType: string | null;
};

export type WebhookEvent =
  /** `reason` is a fail reason; look it up with `failReasonRow`. */
  | ({ type: 'post.publish.failed'; reason: string | null } & PublishEvent)
  /** Posted. An inbox draft can be posted several times. */
  | ({ type: 'post.publish.complete' } & PublishEvent)
  | ({ type: 'post.publish.inbox_delivered' } & PublishEvent)
  | ({ type: 'post.publish.publicly_available'; postId: string } & PublishEvent)
  | ({ type: 'post.publish.no_longer_publicly_available'; postId: string } & PublishEvent)
  /** The tokens are void already. */
  | ({ type: 'authorization.removed'; reason: AuthorizationRemovedReason } & EventEnvelope)
  /** Of the older Share Video products. */
  | ({ type: 'video.upload.failed' | 'video.publish.completed'; shareId: string } & EventEnvelope)
  | ({ type: 'portability.download.ready'; requestId: string } & EventEnvelope)
  /** Not documented, or without the fields that its name promises. */
  | ({ type: 'unknown'; content: unknown } & EventEnvelope);

export type WebhookEventType = WebhookEvent['type'];

/** `reason` 0 to 5 of `authorization.removed` ("Webhook Events", checked 2026-11). */
export const AUTHORIZATION_REMOVED_REASONS = [
  'unknown',
  'user_disconnected',
  'account_deleted',
  'age_changed',
  'account_banned',
  'developer_revoked',
] as const;

export type AuthorizationRemovedReason = (typeof AUTHORIZATION_REMOVED_REASONS)[number];

const envelopeSchema = z.object({
  client_key: z.string(),
  event: z.string().min(1),
  create_time: wireCount,
  user_openid: wireText,
  content: z.unknown(),
});

const publishSchema = z.object({ publish_id: wireId, publish_type: wireText });
const failedSchema = publishSchema.extend({ reason: wireText, fail_reason: wireText });
const publicSchema = publishSchema.extend({ post_id: wireId });
const shareSchema = z.object({ share_id: wireId });
const removedSchema = z.object({ reason: optionalCount });
const portabilitySchema = z.object({ request_id: wireId });

/**
 * Reads a webhook body whose signature was verified.
 *
 * `content` is JSON inside a string and is parsed a second time. TikTok's misspelling "publicaly" and the correct
 * spelling are one event; the former names of the publish events are taken for the present ones. Ids are strings.
 *
 * @throws MalformedWebhookError when the body is not the documented envelope; an unknown event is not an error
 * @see Webhook Events, Get Post Status (checked 2026-11)
 */
export function parseWebhookEvent(rawBody: Uint8Array | string): WebhookEvent {
  const envelope = envelopeSchema.safeParse(parseBody(rawBody));
  if (!envelope.success) throw new MalformedWebhookError('the body lacks the fields of a TikTok webhook');
  const { client_key: clientKey, event: rawEvent, create_time, user_openid: openId } = envelope.data;
  const content = parseContent(envelope.data.content);
  const facts = interpret(rawEvent, content);
  const dedupeKey = dedupeKeyOf([clientKey, rawEventKey(facts.type, rawEvent), openId, create_time, facts]);
  return { ...facts, rawEvent, clientKey, createdAt: new Date(create_time * 1000), openId, dedupeKey };
}

type Facts<Event> = Event extends WebhookEvent ? Omit<Event, keyof EventEnvelope> : never;

function interpret(rawEvent: string, content: unknown): Facts<WebhookEvent> {
  return readers[rawEvent.replace('publicaly', 'publicly')]?.(content) ?? { type: 'unknown', content };
}

/** By corrected name. A reader gives `null` when the content is not what the name promises. */
const readers: Readonly<Record<string, (content: unknown) => Facts<WebhookEvent> | null>> = {
  'post.publish.failed': publishFailed,
  'post.publish.complete': (content) => publishReached('post.publish.complete', content),
  'post.publish.inbox_delivered': (content) => publishReached('post.publish.inbox_delivered', content),
  'post.publish.publicly_available': (content) => publicity('post.publish.publicly_available', content),
  'post.publish.no_longer_publicly_available': (content) =>
    publicity('post.publish.no_longer_publicly_available', content),
  'authorization.removed': authorizationRemoved,
  'portability.download.ready': portabilityReady,
  // Former names of publish events, and names of Share Video events until today: the content tells which.
  'video.upload.failed': (content) => publishFailed(content) ?? shared('video.upload.failed', content),
  'video.publish.complete': (content) => publishReached('post.publish.complete', content),
  'video.publish.completed': (content) =>
    publishReached('post.publish.complete', content) ?? shared('video.publish.completed', content),
};

function publishFailed(content: unknown): Facts<WebhookEvent> | null {
  const { data } = failedSchema.safeParse(content);
  if (!data) return null;
  const { publish_id: publishId, publish_type: publishType } = data;
  return { type: 'post.publish.failed', publishId, publishType, reason: data.reason ?? data.fail_reason };
}

function publishReached(
  type: 'post.publish.complete' | 'post.publish.inbox_delivered',
  content: unknown,
): Facts<WebhookEvent> | null {
  const { data } = publishSchema.safeParse(content);
  return data ? { type, publishId: data.publish_id, publishType: data.publish_type } : null;
}

function publicity(
  type: 'post.publish.publicly_available' | 'post.publish.no_longer_publicly_available',
  content: unknown,
): Facts<WebhookEvent> | null {
  const { data } = publicSchema.safeParse(content);
  if (!data) return null;
  return { type, publishId: data.publish_id, publishType: data.publish_type, postId: data.post_id };
}

function authorizationRemoved(content: unknown): Facts<WebhookEvent> | null {
  const { data } = removedSchema.safeParse(content);
  if (!data) return null;
  return {
    type: 'authorization.removed',
    reason: AUTHORIZATION_REMOVED_REASONS[data.reason ?? 0] ?? 'unknown',
  };
}

function shared(
  type: 'video.upload.failed' | 'video.publish.completed',
  content: unknown,
): Facts<WebhookEvent> | null {
  const { data } = shareSchema.safeParse(content);
  return data ? { type, shareId: data.share_id } : null;
}

function portabilityReady(content: unknown): Facts<WebhookEvent> | null {
  const { data } = portabilitySchema.safeParse(content);
  return data ? { type: 'portability.download.ready', requestId: data.request_id } : null;
}

/** An event under two spellings is one event; two unknown ones are two. */
function rawEventKey(type: WebhookEventType, rawEvent: string): string {
  return type === 'unknown' ? rawEvent : type;
}

function parseBody(rawBody: Uint8Array | string): unknown {
  try {
    return parseJsonLossless(typeof rawBody === 'string' ? rawBody : new TextDecoder().decode(rawBody));
  } catch (cause) {
    throw new MalformedWebhookError('the body is not JSON', { cause });
  }
}

function parseContent(content: unknown): unknown {
  if (typeof content !== 'string') return content;
  try {
    return parseJsonLossless(content);
  } catch {
    return content;
  }
}
