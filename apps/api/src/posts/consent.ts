import type { Post, Prisma, PrivacyLevel, Tx } from '@airdate/db';
import type { Actor } from '../context.ts';
import { contentHash, type PostContent } from './content-hash.ts';
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

/** Whether a post's newest consent is for exactly this content. */
export async function isConsentedTo(tx: Tx, content: PostContent & { id: string }): Promise<boolean> {
  const newest = await tx.consent.findFirst({
    where: { postId: content.id },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { contentHash: true },
  });
  return newest?.contentHash === contentHash(content);
}
