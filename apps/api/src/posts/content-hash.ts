import { createHash } from 'node:crypto';
import type { Post } from '@airdate/db';
import type { PostChoice } from './post-choices.ts';
import { POST_CHOICES } from './post-input.ts';

type ContentField = 'accountId' | 'mediaAssetId' | PostChoice;

/** Everything of a post that TikTok is given. The file stands by its id: its bytes never change. */
export type PostContent = Pick<Post, ContentField>;

const CONTENT_FIELDS: readonly ContentField[] = ['accountId', 'mediaAssetId', ...POST_CHOICES];

/** Selects the columns that `contentHash` reads. */
export const CONTENT_COLUMNS = Object.fromEntries(CONTENT_FIELDS.map((field) => [field, true])) as Record<
  ContentField,
  true
>;

/**
 * SHA-256 over what TikTok will be given, as 64 hex digits: the same for two posts of the same content, and another one
 * after any change that a viewer or TikTok could notice. When it goes out and how far it is are no part of it.
 */
export function contentHash(content: PostContent): string {
  const values = CONTENT_FIELDS.map((field) => content[field]);
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

/** The content alone. */
export function contentOf(content: PostContent): PostContent {
  return Object.fromEntries(CONTENT_FIELDS.map((field) => [field, content[field]])) as PostContent;
}
