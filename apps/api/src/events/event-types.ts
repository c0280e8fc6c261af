import { explainFailure } from '../explain-failure.ts';

/** `connectLinkId` where a link led there. */
type Connected = { username: string | null; nickname: string; scopes: string[]; connectLinkId?: string };

/**
 * The events of a team's log and what each carries. The post timeline, the audit log, live subscriptions and outgoing
 * webhooks are readings of this one list. Payloads hold no secrets and only JSON values; instants are ISO 8601.
 */
export type EventPayloads = {
  'account.connected': Connected;
  'account.reconnected': Connected;
  'account.link_created': { connectLinkId: string; expiresAt: string };
  'account.link_failed': { connectLinkId: string; reason: string };
  'account.link_revoked': { connectLinkId: string };
  'account.reconnect_required': { code: string };
  'account.connection_ends': { endsAt: string };
  'account.updated': { timeZone: string };
  'account.disconnected': { nickname: string };
  'account.permission_given_back': { outcome: 'given_back' | 'ended_before' | 'expired' };
  'account.permission_not_given_back': { code: string; retryAt: string };

  'media.created': { fileName: string; sizeBytes: number | null; host?: string };
  'media.received': { sha256: string; sizeBytes: number };
  'media.ready': { durationSeconds: number | null; width: number | null; height: number | null };
  'media.rejected': { problems: string[] };
  'media.deleted': { fileName: string };

  'post.created': { caption: string };
  'post.updated': { changed: string[] };
  'post.scheduled': { publishAt: string; localTime: string | null; timeZone: string | null };
  'post.warned': { codes: string[] };
  'post.cancelled': { from: string };
  'post.held': { code: string; retryAt: string | null; logId: string | null };
  'post.resumed': { reason: string };
  'post.publishing': { scheduledFor: string; lateMs: number };
  'post.init_requested': { attempt: number };
  'post.init_accepted': { attempt: number; publishId: string; logId: string | null };
  'post.upload_progress': { attempt: number; acknowledgedBytes: number; sizeBytes: number };
  'post.processing': { attempt: number; publishId: string };
  'post.attempt_abandoned': { attempt: number; code: string; retryAt: string };
  'post.published': { publishId: string; logId: string | null };
  'post.in_inbox': { publishId: string; logId: string | null };
  'post.publicly_available': { postIds: string[] };
  'post.no_longer_public': { postIds: string[] };
  'post.failed': { code: string; retryable: boolean; logId: string | null };
  'post.retried': { code: string | null };
  'post.marked_published': { tiktokPostId: string | null };
  'post.published_again': Record<string, never>;
  'post.unconfirmed': { publishId: string | null };
  'post.needs_attention': { publishId: string | null };

  'series.started': { rule: string; startLocalTime: string; timeZone: string };
  'series.paused': { from: string; until: string | null };
  'series.resumed': Record<string, never>;
  'series.occurrence_skipped': { localTime: string };
  'series.ended': Record<string, never>;

  'schedule.updated': { slots: number; paused: boolean; timeZone: string };
  'quota.cap_reached': { code: string; retryAt: string };

  'team.updated': { catchUpHours: number };

  'api_key.created': { name: string; prefix: string };
  'api_key.revoked': { name: string; prefix: string };

  'webhook.created': { webhookEndpointId: string; host: string };
  'webhook.updated': { webhookEndpointId: string; host: string; changed: string[] };
  'webhook.secret_rotated': { webhookEndpointId: string; host: string };
  'webhook.enabled': { webhookEndpointId: string; host: string };
  'webhook.disabled': { webhookEndpointId: string; host: string; reason: 'REQUESTED' | 'GONE' | 'FAILING' };
  'webhook.deleted': { webhookEndpointId: string; host: string };
};

export type EventType = keyof EventPayloads;

const GIVEN_BACK: Record<EventPayloads['account.permission_given_back']['outcome'], string> = {
  given_back: 'The permission was given back to TikTok, and the tokens were erased.',
  ended_before: 'The permission had ended at TikTok before; the tokens were erased.',
  expired: 'The permission ran out before TikTok could be told; the tokens were erased.',
};

const WEBHOOK_DISABLED: Record<EventPayloads['webhook.disabled']['reason'], string> = {
  REQUESTED: 'somebody asked for it',
  GONE: 'it answered 410, which means that nobody wants them any more',
  FAILING: 'for days nothing could be delivered',
};

const SUMMARIES: { [T in EventType]: (data: EventPayloads[T]) => string } = {
  'account.connected': (d) => `${d.nickname} was connected.`,
  'account.reconnected': (d) => `${d.nickname} was connected again.`,
  'account.link_created': (d) =>
    `A link was made by which a creator can connect an account until ${d.expiresAt}.`,
  'account.link_failed': (d) => `A creator opened a link, but no account was connected (${d.reason}).`,
  'account.link_revoked': () => 'A link by which a creator could connect an account was revoked.',
  'account.reconnect_required': () => explainFailure('account_needs_reconnect').sentence,
  'account.connection_ends': (d) =>
    `The connection ends at ${d.endsAt}; connect the account again before, so that its posts go out.`,
  'account.updated': (d) => `The account's time zone is now ${d.timeZone}.`,
  'account.disconnected': (d) => `${d.nickname} was disconnected.`,
  'account.permission_given_back': (d) => GIVEN_BACK[d.outcome],
  'account.permission_not_given_back': (d) =>
    `TikTok did not take the permission back yet (${d.code}); Airdate asks again until it does.`,
  'media.created': (d) =>
    d.host ? `Download of ${d.fileName} from ${d.host} began.` : `Upload of ${d.fileName} began.`,
  'media.received': () => 'All bytes arrived; the file is being checked.',
  'media.ready': () => 'The file meets TikTok’s rules.',
  'media.rejected': (d) => `TikTok would refuse this file: ${d.problems.join(', ')}.`,
  'media.deleted': (d) => `${d.fileName} was deleted.`,
  'post.created': () => 'The draft was created.',
  'post.updated': (d) => `Changed: ${d.changed.join(', ')}.`,
  'post.scheduled': (d) =>
    d.localTime ? `Scheduled for ${d.localTime.replace('T', ' ')} (${d.timeZone}).` : 'To be published now.',
  'post.warned': (d) =>
    `As things are, the post will not go out: ${d.codes.map((code) => explainFailure(code).sentence).join(' ')}`,
  'post.cancelled': () => 'The post was cancelled.',
  'post.held': (d) => (d.retryAt ? `Held until ${d.retryAt}.` : 'Held until somebody resolves the problem.'),
  'post.resumed': () => 'The post goes on.',
  'post.publishing': () => 'Publishing began.',
  'post.init_requested': (d) => `Attempt ${d.attempt}: asking TikTok to accept the video.`,
  'post.init_accepted': (d) => `TikTok accepted attempt ${d.attempt}; the upload begins.`,
  'post.upload_progress': (d) =>
    `${percent(d.acknowledgedBytes, d.sizeBytes)} % of the video is with TikTok.`,
  'post.processing': () => 'TikTok has every byte and is processing the video.',
  'post.attempt_abandoned': (d) => `Attempt ${d.attempt} was given up (${d.code}); another follows.`,
  'post.published': () => 'TikTok confirmed that the post is published.',
  'post.in_inbox': () => 'The draft is in the creator’s TikTok inbox, to be finished in the app.',
  'post.publicly_available': () => 'The post is public on TikTok.',
  'post.no_longer_public': () => 'The post is no longer public on TikTok.',
  'post.failed': (d) => `Publishing failed (${d.code}).`,
  'post.retried': () => 'Somebody asked to try again.',
  'post.marked_published': () => 'Somebody found the post on TikTok and marked it as published.',
  'post.published_again': () => 'Somebody sent the post again, at the risk that it is on TikTok twice.',
  'post.unconfirmed': () => 'TikTok gave no verdict in time; we keep asking for 72 hours.',
  'post.needs_attention': () => 'TikTok gave no verdict in 72 hours; please look at the profile.',
  'series.started': (d) =>
    `A post recurs from ${d.startLocalTime.replace('T', ' ')} (${d.timeZone}) on: ${d.rule}.`,
  'series.paused': (d) =>
    `A series is paused from ${d.from} ${d.until ? `until ${d.until}` : 'until somebody resumes it'}.`,
  'series.resumed': () => 'A series goes on.',
  'series.occurrence_skipped': (d) => `A series leaves out ${d.localTime.replace('T', ' ')}.`,
  'series.ended': () => 'A series was ended; nothing more of it is planned.',
  'schedule.updated': (d) =>
    `The schedule now has ${d.slots} weekly slots${d.paused ? ' and is paused' : ''}.`,
  'quota.cap_reached': (d) => `TikTok’s cap is reached (${d.code}) until ${d.retryAt}.`,
  'team.updated': (d) => `Posts that are late still go out by themselves within ${d.catchUpHours} h.`,
  'api_key.created': (d) => `API key ${d.name} was created.`,
  'api_key.revoked': (d) => `API key ${d.name} was revoked.`,
  'webhook.created': (d) => `Events are sent to ${d.host} from now on.`,
  'webhook.updated': (d) => `The webhook endpoint at ${d.host} changed: ${d.changed.join(', ')}.`,
  'webhook.secret_rotated': (d) => `The webhook endpoint at ${d.host} got another secret.`,
  'webhook.enabled': (d) => `Events are sent to ${d.host} again.`,
  'webhook.disabled': (d) => `No more events are sent to ${d.host}: ${WEBHOOK_DISABLED[d.reason]}.`,
  'webhook.deleted': (d) => `The webhook endpoint at ${d.host} was deleted.`,
};

/** Whether this version knows the type. */
export function isEventType(type: string): type is EventType {
  return Object.hasOwn(SUMMARIES, type);
}

export const EVENT_TYPES = Object.keys(SUMMARIES) as readonly EventType[];

/** One sentence for people. Types that this version does not know summarise as their own name. */
export function summarizeEvent(type: string, data: unknown): string {
  if (!isEventType(type)) return type;
  const summarize = SUMMARIES[type] as (data: unknown) => string;
  return summarize(data);
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((part / whole) * 100);
}
