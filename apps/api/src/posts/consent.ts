import { type Post, Prisma, type PrivacyLevel } from '@airdate/db';
import type { Actor } from '../context.ts';
import type { Declaration } from './posting-rules.ts';

/** Version of TikTok's texts behind the declarations: the Content Sharing Guidelines of August 2026. */
const DECLARATION_TEXTS_VERSION = '2026-08';

/** What a person agrees to: the post as it was shown, and TikTok's texts. */
export type Agreement = {
  /** `contentHash` of the post as the person saw it. */
  contentHash: string;
  agreedTo: Declaration[];
};

/** Which creator the person saw when agreeing. */
export type CreatorShown = { username: string; nickname: string };

/** The row that says who agreed to what. */
export function consentOf(
  post: Post,
  creator: CreatorShown,
  agreement: Agreement,
  actor: Actor,
  at: Date,
): Prisma.ConsentUncheckedCreateInput {
  return {
    postId: post.id,
    userId: actor.kind === 'user' ? actor.id : null,
    apiKeyId: actor.kind === 'apiKey' ? actor.id : null,
    creatorUsername: creator.username,
    creatorNickname: creator.nickname,
    privacyLevel: post.privacyLevel as PrivacyLevel | null,
    declarations: agreement.agreedTo.map((declaration) => `${declaration}@${DECLARATION_TEXTS_VERSION}`),
    contentHash: agreement.contentHash,
    createdAt: at,
  };
}

/** The content hash that a post's newest consent is for, as SQL; null without a consent. */
export function consentedHash(postId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    SELECT consents.content_hash FROM consents WHERE consents.post_id = ${postId}
    ORDER BY consents.created_at DESC, consents.id DESC LIMIT 1
  )`;
}
