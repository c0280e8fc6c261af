import type { ApiKeyScope } from '@airdate/db';
import { builder } from './builder.ts';
import { enumValuesOf } from './enum-values.ts';

export const ApiKeyScopeRef = builder.enumType('ApiKeyScope', {
  description: 'What a key may be used for, beside the role that says how far it may go.',
  // What each scope opens, for whom its role allows it.
  values: enumValuesOf<ApiKeyScope>({
    READ: 'Read and follow everything that the role may see, and what a mutation answers with beyond plain values.',
    POSTS_WRITE: 'Write, change and withdraw posts; none goes out by it.',
    POSTS_PUBLISH: 'Agree to posts and send them to TikTok, at once, at a time or in a series.',
    MEDIA_WRITE: 'Upload and delete videos.',
    ACCOUNTS_WRITE: 'Change and disconnect accounts.',
    SCHEDULES_WRITE: 'Change the weekly slots of accounts.',
    WEBHOOKS_WRITE: 'Make, change and delete webhook endpoints, and send deliveries again.',
    TEAM_WRITE: 'Change the settings of the team and revoke keys.',
  }),
});
