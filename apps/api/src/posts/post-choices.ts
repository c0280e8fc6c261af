import type { Post } from '@airdate/db';

/** Columns that nobody chooses in the composer. A column of `posts` that is not among them is a choice. */
type OwnColumn =
  | 'id'
  | 'teamId'
  | 'accountId'
  | 'mediaAssetId'
  | 'createdById'
  | 'status'
  | 'publishAt'
  | 'publishLocalTime'
  | 'publishTimeZone'
  | 'problemCode'
  | 'problemLogId'
  | 'problemRetryAt'
  | 'problemSince'
  | 'warnedCodes'
  | 'tiktokPostIds'
  | 'publishedAt'
  | 'publiclyAvailableAt'
  | 'removedAt'
  | 'nextCheckAt'
  | 'checkCount'
  | 'statusAskedAt'
  | 'unreleasedRuns'
  | 'leaseToken'
  | 'leaseExpiresAt'
  | 'seriesId'
  | 'occurrenceLocalTime'
  | 'createdAt'
  | 'updatedAt';

/** What a person chose for one post, beside its account and its video. */
export type PostChoices = Omit<Post, OwnColumn>;

export type PostChoice = keyof PostChoices;

/** Fields that take up every choice, and others beside them. `satisfies` it, and a forgotten choice does not compile. */
export type WithEveryChoice<Field = unknown> = Record<PostChoice, Field> & Record<string, Field>;
