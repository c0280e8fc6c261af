import { createHash } from 'node:crypto';
import type { MediaAsset, Post, Prisma, PrivacyLevel } from '@airdate/db';
import type { Actor } from '../context.ts';
import { POST_CHOICES } from './post-input.ts';
import type { Declaration } from './posting-rules.ts';

/** Version of TikTok's texts behind the declarations: the Content Sharing Guidelines of August 2026. */
const DECLARATION_TEXTS_VERSION = '2026-08';

/** Which creator the person saw when agreeing. */
export type CreatorShown = { username: string; nickname: string };

/** The row that says who agreed to what. The hash shows later whether the post is still the one agreed to. */
export function consentOf(
  post: Post & { mediaAsset: MediaAsset },
  creator: CreatorShown,
  agreedTo: Declaration[],
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
    declarations: agreedTo.map((declaration) => `${declaration}@${DECLARATION_TEXTS_VERSION}`),
    contentHash: contentHash(post),
    createdAt: at,
  };
}

/** SHA-256 over what TikTok will be told, as hex. */
function contentHash(post: Post & { mediaAsset: Pick<MediaAsset, 'sha256'> }): string {
  const agreed = [post.accountId, post.mediaAsset.sha256, ...POST_CHOICES.map((choice) => post[choice])];
  return createHash('sha256').update(JSON.stringify(agreed)).digest('hex');
}
