import { errorRow } from '@airdate/tiktok';

/** Our own reasons for which a post waits or fails; TikTok's codes stand beside them. */
const OWN_PROBLEMS = {
  account_needs_reconnect: {
    sentence: 'TikTok no longer accepts the connection of this account.',
    nextStep: 'Connect the account again; the post then goes on.',
    retryable: true,
  },
  account_disconnected: {
    sentence: 'The account was disconnected.',
    nextStep: 'Connect the account again, then retry.',
    retryable: true,
  },
  scope_missing: {
    sentence: 'The account did not grant the permission that this kind of post needs.',
    nextStep: 'Connect the account again and allow every permission.',
    retryable: true,
  },
  media_missing: {
    sentence: 'The video file is no longer in the media store.',
    nextStep: 'Upload the video again and choose it in the post.',
    retryable: false,
  },
  privacy_level_not_offered: {
    sentence: 'The audience of this post is no longer offered by TikTok for this creator.',
    nextStep: 'Edit the post and choose the audience again.',
    retryable: false,
  },
  interaction_disabled_by_creator: {
    sentence: 'The creator has since turned off an interaction that this post allows.',
    nextStep: 'Edit the post and agree to it again.',
    retryable: false,
  },
  video_too_long: {
    sentence: 'The video is longer than TikTok now allows this creator.',
    nextStep: 'Choose a shorter video.',
    retryable: false,
  },
  choices_refused: {
    sentence: 'The choices of this post no longer fit what TikTok offers this creator.',
    nextStep: 'Edit the post and agree to it again.',
    retryable: false,
  },
  init_answer_lost: {
    sentence: 'TikTok’s answer to the start of the upload was lost. Nothing was published.',
    nextStep: 'Nothing: another attempt follows.',
    retryable: true,
  },
  upload_interrupted: {
    sentence: 'The upload to TikTok was interrupted before it was complete. Nothing was published.',
    nextStep: 'Nothing: the upload goes on or another attempt follows.',
    retryable: true,
  },
  tiktok_unreachable: {
    sentence: 'TikTok could not be reached.',
    nextStep: 'Check the connection of the server, then retry.',
    retryable: true,
  },
  no_verdict: {
    sentence: 'TikTok has every byte but gave no verdict in time.',
    nextStep: 'Look at the creator’s profile in TikTok before you post the video again.',
    retryable: false,
  },
  missed: {
    sentence: 'The planned time passed while the post could not go out.',
    nextStep: 'Choose a new time, or retry to publish it now.',
    retryable: true,
  },
} as const;

export type OwnProblemCode = keyof typeof OWN_PROBLEMS;

export type ProblemText = { sentence: string; nextStep: string; retryable: boolean };

/** What to tell people about a stored problem code. Codes of a newer version read as an unknown code of TikTok's. */
export function problemText(code: string): ProblemText {
  if (code in OWN_PROBLEMS) return OWN_PROBLEMS[code as OwnProblemCode];
  const row = errorRow(code);
  return {
    sentence: row.sentence,
    nextStep: row.nextStep,
    retryable: RETRYABLE_DISPOSITIONS.has(row.disposition),
  };
}

const RETRYABLE_DISPOSITIONS: ReadonlySet<string> = new Set([
  'RETRY',
  'REFRESH',
  'RECONNECT',
  'WAIT',
  'OPERATOR',
]);
