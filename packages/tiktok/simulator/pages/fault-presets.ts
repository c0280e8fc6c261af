import type { FaultInput } from '../faults/faults.ts';

type FaultPreset = {
  key: string;
  title: string;
  fault: FaultInput;
};

export type PresetGroup = {
  title: string;
  presets: FaultPreset[];
};

/** The troubles that integrators meet, one click each. Everything else is in the form beside them. */
export const FAULT_PRESETS: readonly PresetGroup[] = [
  {
    title: 'Signing in',
    presets: [
      {
        key: 'token-answer-lost',
        title: 'Token answer lost after the refresh token was spent',
        fault: { point: 'oauth.refresh', effect: { kind: 'drop', when: 'after' } },
      },
      {
        key: 'invalid-grant',
        title: 'Refresh refused with invalid_grant',
        fault: { point: 'oauth.refresh', effect: { kind: 'error', code: 'invalid_grant' } },
      },
      {
        key: 'token-expired',
        title: 'Next data call says the token is invalid',
        fault: { point: '*', effect: { kind: 'error', code: 'access_token_invalid' } },
      },
    ],
  },
  {
    title: 'Before the upload',
    presets: [
      {
        key: 'cap-reached',
        title: 'Creator info: daily post cap reached',
        fault: {
          point: 'creator_info.query',
          effect: { kind: 'error', code: 'spam_risk_too_many_posts', httpStatus: 200 },
        },
      },
      {
        key: 'privacy-flip',
        title: 'Account changes between private and public after creator info',
        fault: { point: 'creator_info.query', effect: { kind: 'flip_private' } },
      },
      {
        key: 'init-answer-lost',
        title: 'Init answer lost, task created',
        fault: { point: 'video.init', effect: { kind: 'drop', when: 'after' } },
      },
      {
        key: 'init-500',
        title: 'Init answers 500, nothing created',
        fault: { point: 'video.init', effect: { kind: 'error', code: 'internal_error' } },
      },
      {
        key: 'rate-limited',
        title: 'Init is rate limited',
        fault: { point: 'video.init', effect: { kind: 'error', code: 'rate_limit_exceeded' } },
      },
    ],
  },
  {
    title: 'Upload',
    presets: [
      {
        key: 'lost-206',
        title: 'Chunk stored, answer lost',
        fault: { point: 'upload', effect: { kind: 'drop', when: 'after' } },
      },
      {
        key: 'range-416',
        title: 'Chunk refused with 416',
        fault: { point: 'upload', effect: { kind: 'range_416' } },
      },
      {
        key: 'upload-expired',
        title: 'Upload URL expired (403)',
        fault: { point: 'upload', effect: { kind: 'http', status: 403 } },
      },
      {
        key: 'upload-502',
        title: 'Gateway answers 502 with HTML, three times',
        fault: {
          point: 'upload',
          times: 3,
          effect: { kind: 'http', status: 502, body: '<html><body>502 Bad Gateway</body></html>' },
        },
      },
    ],
  },
  {
    title: 'Processing',
    presets: [
      {
        key: 'stuck',
        title: 'Stuck in processing for ever',
        fault: { point: 'processing', effect: { kind: 'stuck' } },
      },
      {
        key: 'fails-internal',
        title: 'Fails: internal',
        fault: { point: 'processing', effect: { kind: 'fail', reason: 'internal' } },
      },
      {
        key: 'fails-caption',
        title: 'Fails: spam_risk_text',
        fault: { point: 'processing', effect: { kind: 'fail', reason: 'spam_risk_text' } },
      },
      {
        key: 'withhold-id',
        title: 'Published, post id never told',
        fault: { point: 'processing', effect: { kind: 'withhold_id' } },
      },
      {
        key: 'moderation-stuck',
        title: 'Moderation never ends',
        fault: { point: 'moderation', effect: { kind: 'stuck' } },
      },
    ],
  },
  {
    title: 'Webhooks',
    presets: [
      {
        key: 'webhook-duplicate',
        title: 'Next webhook arrives twice',
        fault: { point: 'webhook', effect: { kind: 'duplicate' } },
      },
      {
        key: 'webhook-reorder',
        title: 'Next webhook arrives after the one behind it',
        fault: { point: 'webhook', effect: { kind: 'reorder' } },
      },
      {
        key: 'webhook-drop',
        title: 'Next webhook is lost',
        fault: { point: 'webhook', effect: { kind: 'drop' } },
      },
      {
        key: 'webhook-forge',
        title: 'Next webhook has a forged signature',
        fault: { point: 'webhook', effect: { kind: 'forge' } },
      },
      {
        key: 'webhook-stale',
        title: 'Next webhook has a stale timestamp',
        fault: { point: 'webhook', effect: { kind: 'stale' } },
      },
      {
        key: 'webhook-delay',
        title: 'Next webhook comes an hour late',
        fault: { point: 'webhook', effect: { kind: 'delay', ms: 3_600_000 } },
      },
    ],
  },
  {
    title: 'Everything',
    presets: [
      {
        key: 'outage',
        title: 'Next five calls answer 503',
        fault: { point: '*', times: 5, effect: { kind: 'http', status: 503 } },
      },
      {
        key: 'slow',
        title: 'Next five calls take three seconds',
        fault: { point: '*', times: 5, latencyMs: 3_000, effect: { kind: 'none' } },
      },
    ],
  },
];
