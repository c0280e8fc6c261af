import type { Tx } from '@airdate/db';
import { CONTENT_COLUMNS, contentHash, type PostContent } from './content-hash.ts';
import { PostChangedError } from './post-changed-error.ts';

/**
 * Makes sure that a post still is what a person saw.
 *
 * @param shownHash `contentHash` of the post as it was shown
 * @throws PostChangedError
 */
export function assertUnchanged(post: PostContent & { id: string }, shownHash: string): void {
  if (contentHash(post) !== shownHash) throw new PostChangedError(post.id);
}

/**
 * The same for the row as it is now, which nobody else writes before the caller's transaction ends.
 *
 * @throws PostChangedError
 */
export async function holdUnchanged(tx: Tx, postId: string, shownHash: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM posts WHERE id = ${postId}::uuid FOR NO KEY UPDATE`;
  const post = await tx.post.findUniqueOrThrow({
    where: { id: postId },
    select: { id: true, ...CONTENT_COLUMNS },
  });
  assertUnchanged(post, shownHash);
}
