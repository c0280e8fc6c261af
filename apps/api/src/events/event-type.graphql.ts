import { badUserInput } from '../graphql/bad-user-input.ts';
import { builder } from '../graphql/builder.ts';
import { enumValuesOf } from '../graphql/enum-values.ts';
import { type EventType, isEventType } from './event-types.ts';

const OF_ANOTHER_VERSION = 'unknown';
export type ShownEventType = EventType | typeof OF_ANOTHER_VERSION;

export const EventTypeRef = builder.enumType('EventType', {
  description: 'What happened. Later versions may add values; `data` has the named fields.',
  values: enumValuesOf<ShownEventType>({
    'account.connected':
      'An account was connected. `username`, `nickname`, `scopes`, and `connectLinkId` when it was by a link.',
    'account.reconnected':
      'An account was connected again. `username`, `nickname`, `scopes`, and `connectLinkId` when it was by a link.',
    'account.link_created': 'Somebody made a link for a creator. `connectLinkId`, `expiresAt`.',
    'account.link_failed':
      'A creator opened a link, but no account was connected; it can be opened again. `connectLinkId`, `reason`.',
    'account.link_revoked': 'A link for a creator was revoked. `connectLinkId`.',
    'account.reconnect_required': 'TikTok no longer takes the connection. `code`, a ProblemCode.',
    'account.connection_ends': 'The connection ends unless a person connects again. `endsAt`.',
    'account.updated': 'The zone of an account changed. `timeZone`.',
    'account.disconnected': 'A person ended the connection. `nickname`.',
    'account.permission_given_back':
      'TikTok has the permission of a disconnected account back, and its tokens are erased. `outcome`: `given_back`, `ended_before` or `expired`.',
    'account.permission_not_given_back':
      'TikTok did not take the permission back yet; it is tried again. `code`, `retryAt`.',

    'media.created':
      'An upload began, or a download from `host`. `fileName`, `sizeBytes` (null where it is not known yet).',
    'media.received': 'All bytes arrived; the file is being checked. `sha256`, `sizeBytes`.',
    'media.ready': 'The file meets TikTok’s rules. `durationSeconds`, `width`, `height`.',
    'media.rejected': 'TikTok would refuse the file. `problems`, the codes of `MediaAsset.problems`.',
    'media.deleted': 'The file is gone. `fileName`.',

    'post.created': 'A draft was saved. `caption`.',
    'post.updated': 'Somebody changed the post, which is a draft again. `changed`, the names of the fields.',
    'post.scheduled':
      'Somebody agreed to the post and planned it. `publishAt`, `localTime`, `timeZone`; the last two are null for a post that goes out at once.',
    'post.warned': 'As things are, the planned post will not go out; told once for each reason. `codes`.',
    'post.cancelled': 'The post was withdrawn. `from`, the status it had.',
    'post.held': 'The post cannot go out as agreed. `code`, `retryAt`, `logId`.',
    'post.resumed': 'What held the post is gone. `reason`.',
    'post.publishing': 'A worker took the post up. `scheduledFor`, `lateMs`.',
    'post.init_requested': 'TikTok is being asked to accept the video. `attempt`, its number.',
    'post.init_accepted': 'TikTok accepted the attempt. `attempt`, `publishId`, `logId`.',
    'post.upload_progress':
      'TikTok said that it has more of the video. `attempt`, `acknowledgedBytes`, `sizeBytes`.',
    'post.processing': 'TikTok has every byte. `attempt`, `publishId`.',
    'post.attempt_abandoned': 'An attempt was given up and another follows. `attempt`, `code`, `retryAt`.',
    'post.published': 'TikTok confirmed that the post is published. `publishId`, `logId`.',
    'post.in_inbox': 'The draft is in the creator’s TikTok inbox. `publishId`, `logId`.',
    'post.publicly_available': 'Everybody can see the post. `postIds`, TikTok’s, as text.',
    'post.no_longer_public': 'Not everybody can see the post any more. `postIds`, TikTok’s, as text.',
    'post.failed': 'Publishing failed. `code`, `retryable`, `logId`.',
    'post.retried': 'Somebody asked to try again. `code`, what had stood in the way.',
    'post.marked_published': 'Somebody found the post on TikTok. `tiktokPostId`, or null.',
    'post.published_again': 'Somebody sent the post again, at the risk that it is on TikTok twice.',
    'post.unconfirmed': 'TikTok gave no verdict in time, and is asked for 72 hours. `publishId`.',
    'post.needs_attention': 'TikTok gave no verdict in 72 hours. `publishId`.',

    'series.started': 'A post recurs from now on. `rule`, `startLocalTime`, `timeZone`.',
    'series.paused': 'A series is paused. `from`, and `until` or null.',
    'series.resumed': 'The pause of a series ended.',
    'series.occurrence_skipped': 'A series leaves out an occurrence. `localTime`.',
    'series.ended': 'A series was ended for good.',

    'schedule.updated':
      'The weekly slots of an account changed. `slots`, how many there are, `paused`, `timeZone`.',
    'quota.cap_reached': 'TikTok said that a cap is used up. `code`, `retryAt`.',

    'team.updated': 'The settings of the team changed. `catchUpHours`.',

    'api_key.created': 'A person made an API key. `name`, `prefix`.',
    'api_key.revoked': 'An API key was revoked. `name`, `prefix`.',

    'webhook.created': 'Events are sent to a webhook endpoint from now on. `webhookEndpointId`, `host`.',
    'webhook.updated':
      'A webhook endpoint changed. `webhookEndpointId`, `host`, `changed`, the names of the fields.',
    'webhook.secret_rotated': 'A webhook endpoint got another secret. `webhookEndpointId`, `host`.',
    'webhook.enabled': 'Events are sent to a webhook endpoint again. `webhookEndpointId`, `host`.',
    'webhook.disabled':
      'A webhook endpoint is sent nothing more. `webhookEndpointId`, `host`, `reason`, a WebhookDisabledReason.',
    'webhook.deleted': 'A webhook endpoint was deleted. `webhookEndpointId`, `host`.',

    unknown: 'Something that only another version of Airdate knows; `summary` has its name.',
  }),
});

/** @param stored as the log has it, perhaps written by another version */
export function shownEventType(stored: string): ShownEventType {
  return isEventType(stored) ? stored : OF_ANOTHER_VERSION;
}

/**
 * Which types a client wants to follow; undefined for all.
 *
 * @param prefix of the types that the list is taken from, for example "post."
 * @throws GraphQLError `BAD_USER_INPUT` for one that is not of that list, or for none at all: nothing would ever come
 */
export function wantedEventTypes(
  types: readonly ShownEventType[] | null | undefined,
  prefix = '',
): EventType[] | undefined {
  if (!types) return undefined;
  if (types.length === 0) throw badUserInput('Name at least one type, or leave `types` out.', ['types']);
  return types.map((type) => {
    if (type !== OF_ANOTHER_VERSION && type.startsWith(prefix)) return type;
    throw badUserInput('This subscription brings no events of one of these types.', ['types']);
  });
}
