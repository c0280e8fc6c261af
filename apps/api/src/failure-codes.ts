import type { ErrorRow } from '@airdate/tiktok';

/** One code of ours, in the shape of the TikTok client's table; no page of TikTok's names it. */
export type FailureRow = Pick<ErrorRow, 'disposition' | 'retryAfterMs' | 'sentence' | 'nextStep'>;

/** The input breaks a rule. Several may be listed at once, each with the field at fault. */
const INPUT_CODES = {
  invalid_input: {
    disposition: 'CONTENT',
    sentence: 'The input is not valid.',
    nextStep: 'Correct the named fields and send it again.',
  },
  name_required: {
    disposition: 'CONTENT',
    sentence: 'A name is missing.',
    nextStep: 'Enter a name.',
  },
  caption_too_long: {
    disposition: 'CONTENT',
    sentence: 'The caption is longer than TikTok allows.',
    nextStep: 'Shorten the caption.',
  },
  time_in_past: {
    disposition: 'CONTENT',
    sentence: 'This time has passed.',
    nextStep: 'Choose a later time.',
  },
  time_too_far: {
    disposition: 'CONTENT',
    sentence: 'This time is too far ahead.',
    nextStep: 'Choose an earlier time.',
  },
  unknown_time_zone: {
    disposition: 'CONTENT',
    sentence: 'This is not a known time zone.',
    nextStep: 'Choose an IANA time zone, such as Europe/Berlin.',
  },
  slot_repeated: {
    disposition: 'CONTENT',
    sentence: 'Two slots are at the same time of the same day.',
    nextStep: 'Remove one of them.',
  },
  rule_not_readable: {
    disposition: 'CONTENT',
    sentence: 'This is not a rule by which a post can recur.',
    nextStep:
      'Write an RRULE of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,TH. The time of day is that of the start.',
  },
  no_occurrence: {
    disposition: 'CONTENT',
    sentence: 'The series has no occurrence at this time, or within a year.',
    nextStep: 'Look at the next occurrences of the series, or change the rule or its start.',
  },
  tiktok_link_invalid: {
    disposition: 'CONTENT',
    sentence: 'This is neither the link of a TikTok post nor its id.',
    nextStep:
      'Open the post in TikTok and copy its link, such as https://www.tiktok.com/@name/video/7300000000000000001.',
  },
  risk_not_taken: {
    disposition: 'CONTENT',
    sentence: 'The post may be on TikTok already, so sending it again may publish it twice.',
    nextStep: 'Look at the creator’s profile in TikTok, then say that you take this risk.',
  },
  set_up_token_invalid: {
    disposition: 'CONTENT',
    sentence: 'This is not the set-up token that Airdate printed when it started.',
    nextStep: 'Copy it from the terminal or the log of the start.',
  },
  privacy_level_required: {
    disposition: 'CONTENT',
    sentence: 'Choose who can see this post; there is no default.',
    nextStep: 'Choose an audience.',
  },
  privacy_level_not_offered: {
    disposition: 'CONTENT',
    sentence: 'The audience of this post is no longer offered by TikTok for this creator.',
    nextStep: 'Edit the post and choose the audience again.',
  },
  privacy_level_conflicts_with_branded_content: {
    disposition: 'CONTENT',
    sentence: 'Branded content visibility cannot be set to private.',
    nextStep: 'Choose another audience, or switch branded content off.',
  },
  interaction_disabled_by_creator: {
    disposition: 'CONTENT',
    sentence: 'The creator turned off an interaction that this post allows.',
    nextStep: 'Edit the post and agree to it again.',
  },
  declaration_required: {
    disposition: 'CONTENT',
    sentence: 'Posting needs agreement to texts of TikTok’s.',
    nextStep: 'Agree to the named texts.',
  },
  video_too_long: {
    disposition: 'CONTENT',
    sentence: 'The video is longer than TikTok allows this creator.',
    nextStep: 'Choose a shorter video.',
  },
  cover_outside_video: {
    disposition: 'CONTENT',
    sentence: 'The cover time lies outside the video.',
    nextStep: 'Choose a time between the start and the end of the video.',
  },
  webhook_url_not_allowed: {
    disposition: 'CONTENT',
    sentence: 'Webhooks go to public https addresses only.',
    nextStep: 'Enter an address that begins with https:// and can be reached from the internet.',
  },
  download_url_not_allowed: {
    disposition: 'CONTENT',
    sentence: 'Videos are downloaded from public https addresses only.',
    nextStep:
      'Give an address that begins with https://, holds no password and can be reached from the internet.',
  },
  unknown_event_type: {
    disposition: 'CONTENT',
    sentence: 'There is no event of this type.',
    nextStep: 'Name types such as post.published, or beginnings such as post. with its period.',
  },
  media_not_ready: {
    disposition: 'RETRY',
    sentence: 'The video is still being received or checked.',
    nextStep: 'Wait until it is ready.',
  },
  media_rejected: {
    disposition: 'CONTENT',
    sentence: 'TikTok would refuse this video; its problems are listed with it.',
    nextStep: 'Choose another video.',
  },
} as const satisfies Record<string, FailureRow>;

/** The present state does not allow it. */
const STATE_CODES = {
  post_changed: {
    disposition: 'RETRY',
    sentence: 'The post changed meanwhile.',
    nextStep: 'Look at it as it is now, then decide again.',
  },
  consent_outdated: {
    disposition: 'CONTENT',
    sentence: 'The post is no longer what was agreed to.',
    nextStep: 'Look at the post and agree to it again.',
  },
  action_not_available: {
    disposition: 'STOP',
    sentence: 'The status of the post does not allow this.',
    nextStep: 'Look at the post again: its status has changed.',
  },
  account_needs_reconnect: {
    disposition: 'RECONNECT',
    sentence: 'TikTok no longer accepts the connection of this account.',
    nextStep: 'Connect the account again; posts that wait for it then go on.',
  },
  account_disconnected: {
    disposition: 'RECONNECT',
    sentence: 'The account was disconnected.',
    nextStep: 'Connect the account again; posts that wait for it then go on.',
  },
  scope_missing: {
    disposition: 'RECONNECT',
    sentence: 'The account did not grant the permission that this kind of post needs.',
    nextStep: 'Connect the account again and allow every permission.',
  },
  series_ended: {
    disposition: 'STOP',
    sentence: 'The series has ended.',
    nextStep: 'Start another one with a draft.',
  },
  no_free_slot: {
    disposition: 'STOP',
    sentence: 'No slot of the account’s schedule is free within a year.',
    nextStep: 'Add slots to the schedule, end its pause, or choose a time.',
  },
  media_in_use: {
    disposition: 'STOP',
    sentence: 'The media belongs to a post and cannot be deleted.',
    nextStep: 'Give that post another video first. Posts that went out keep their video.',
  },
  too_many_uploads: {
    disposition: 'RETRY',
    sentence: 'The team has too many unfinished uploads.',
    nextStep: 'Wait until some have arrived, or delete those that nobody will finish.',
  },
  disk_full: {
    disposition: 'OPERATOR',
    sentence: 'There is no room left for this file.',
    nextStep: 'Delete files that are no longer needed, or ask whoever runs Airdate for more room.',
  },
  idempotency_key_reused: {
    disposition: 'STOP',
    sentence: 'Another request was sent with this idempotency key before.',
    nextStep: 'Give each request a key of its own, and repeat a request unchanged.',
  },
  idempotency_in_progress: {
    disposition: 'RETRY',
    sentence: 'The first request with this idempotency key is still being carried out.',
    nextStep: 'Send it again in a moment, with the same key.',
  },
  idempotency_answer_lost: {
    disposition: 'STOP',
    sentence: 'The first request with this idempotency key took effect, but its answer was lost.',
    nextStep: 'Read what is there now. With this key nothing is done again.',
  },
  too_many_webhook_endpoints: {
    disposition: 'STOP',
    sentence: 'The team has as many webhook endpoints as it may have.',
    nextStep: 'Delete one that is no longer needed.',
  },
  too_many_connect_links: {
    disposition: 'STOP',
    sentence: 'The team has as many open links for creators as it may have.',
    nextStep: 'Revoke one that is no longer needed, or wait until one is used or expires.',
  },
  webhook_endpoint_disabled: {
    disposition: 'STOP',
    sentence: 'The webhook endpoint is disabled.',
    nextStep: 'Enable it first.',
  },
  sign_up_closed: {
    disposition: 'STOP',
    sentence: 'This installation is set up already.',
    nextStep: 'Sign in, or ask an owner of the team for access.',
  },
} as const satisfies Record<string, FailureRow>;

/** Whoever asks may not, or what is asked for is not there or not to be had now. */
const REQUEST_CODES = {
  not_found: {
    disposition: 'STOP',
    sentence: 'There is no such thing in this team.',
    nextStep: 'Load the page again: it may have been deleted.',
  },
  forbidden: {
    disposition: 'STOP',
    sentence: 'The role of the user or key does not allow this.',
    nextStep: 'Ask an owner or admin of the team.',
  },
  key_scope_missing: {
    disposition: 'STOP',
    sentence: 'The key was made without the scope that this needs.',
    nextStep: 'Make another key with this scope. Scopes of a key cannot be changed.',
  },
  test_key: {
    disposition: 'STOP',
    sentence: 'This would reach TikTok, and a test key reaches the simulator only.',
    nextStep: 'Use it where the simulator stands in for TikTok, or make a key that is none for tests.',
  },
  quota_exceeded: {
    disposition: 'WAIT',
    sentence: 'One of TikTok’s ceilings would be passed.',
    nextStep: 'Choose a later time.',
  },
  tiktok_refused: {
    disposition: 'STOP',
    sentence: 'TikTok declined the request.',
    nextStep: 'Report the failure with its code and log id.',
  },
  tiktok_unreachable: {
    disposition: 'RETRY',
    sentence: 'TikTok could not be reached.',
    nextStep: 'Check the connection of the server, then try again.',
  },
  database_busy: {
    disposition: 'RETRY',
    sentence: 'The database did not answer in time.',
    nextStep: 'Load the page to see what was saved, then try again.',
  },
} as const satisfies Record<string, FailureRow>;

/** Only posts have these: why one waits, failed, or is without a verdict, and how it differs from what was asked for. */
const POST_CODES = {
  time_skipped: {
    disposition: 'CONTENT',
    sentence: 'Clocks skip this time when they go forward, so the post goes out later by as much.',
    nextStep: 'Choose another time if that one is not meant.',
  },
  choices_not_sent: {
    disposition: 'CONTENT',
    sentence: 'TikTok takes no caption and no other choice for a draft in the inbox.',
    nextStep: 'The creator makes the choices in the TikTok app, or the post becomes a direct one.',
  },
  connection_ends: {
    disposition: 'RECONNECT',
    sentence: 'The connection of the account to TikTok ends before the time of this post.',
    nextStep: 'Connect the account again before it ends.',
  },
  media_missing: {
    disposition: 'CONTENT',
    sentence: 'The video file is no longer in the media store.',
    nextStep: 'Upload the video again and choose it in the post.',
  },
  choices_refused: {
    disposition: 'CONTENT',
    sentence: 'The choices of this post no longer fit what TikTok offers this creator.',
    nextStep: 'Edit the post and agree to it again.',
  },
  init_answer_lost: {
    disposition: 'RETRY',
    sentence: 'TikTok’s answer to the start of the upload was lost. Nothing was published.',
    nextStep: 'Nothing: another attempt follows.',
  },
  publish_answer_lost: {
    disposition: 'STOP',
    sentence: 'TikTok’s answer to the publish request was lost, so the post may be published.',
    nextStep: 'Look at the creator’s profile in TikTok before you publish it again.',
  },
  no_verdict: {
    disposition: 'STOP',
    sentence: 'TikTok has the whole post but gave no verdict in time.',
    nextStep: 'Look at the creator’s profile in TikTok before you publish it again.',
  },
  upload_incomplete: {
    disposition: 'RETRY',
    sentence: 'The video did not reach TikTok as a whole, and its upload has run out. Nothing was published.',
    nextStep: 'Retry to send it again.',
  },
  unexpected_failure: {
    disposition: 'RETRY',
    sentence: 'Airdate met an unexpected error again and again. Nothing was published.',
    nextStep: 'Ask whoever runs Airdate to look into its log, then retry.',
  },
  worker_lost: {
    disposition: 'OPERATOR',
    sentence: 'Airdate stopped again and again while it worked on this post. Nothing was published.',
    nextStep: 'Ask whoever runs Airdate to look into its log, then retry.',
  },
  tiktok_outage: {
    disposition: 'RETRY',
    sentence:
      'TikTok could not take the post for longer than the team publishes late. Nothing was published.',
    nextStep: 'Choose a new time, or retry to publish it now.',
  },
  given_up: {
    disposition: 'STOP',
    sentence: 'Somebody gave this post up, because TikTok never said what became of it.',
    nextStep: 'Look at the creator’s profile in TikTok before you publish it again.',
  },
  missed: {
    disposition: 'RETRY',
    sentence: 'The planned time passed while the post could not go out.',
    nextStep: 'Choose a new time, or retry to publish it now.',
  },
} as const satisfies Record<string, FailureRow>;

/** Every code of ours, once; part of the API, so a code is never renamed. TikTok's own stand in the client's table. */
export const FAILURE_CODES = { ...INPUT_CODES, ...STATE_CODES, ...REQUEST_CODES, ...POST_CODES };

export type ValidationCode = keyof typeof INPUT_CODES;
export type ConflictCode = keyof typeof STATE_CODES;
/** What a request can be refused with. */
export type ErrorCode = ValidationCode | ConflictCode | keyof typeof REQUEST_CODES;
export type FailureCode = keyof typeof FAILURE_CODES;

export const ERROR_CODES = Object.keys({
  ...INPUT_CODES,
  ...STATE_CODES,
  ...REQUEST_CODES,
}) as readonly ErrorCode[];
