import type { Tx } from '@airdate/db';
import { DomainError } from '../errors.ts';
import { assertActionAvailable } from './assert-action-available.ts';
import { assertUnchanged } from './assert-unchanged.ts';
import type { ConsentedPost } from './check-consent.ts';
import type { Agreement } from './consent.ts';
import { CONTENT_COLUMNS } from './content-hash.ts';
import { lockCreatorPlan } from './hold-creator-plan.ts';

type Seen = { post: ConsentedPost; agreement: Agreement };

/** Until the caller's transaction ends, nobody else plans a post for these creators. */
export async function lockCreatorPlans(tx: Tx, posts: readonly Seen[]): Promise<void> {
  const grantIds = new Set(posts.map(({ post }) => post.account.grantId));
  // In one order, so that two who plan for the same creators never wait for each other in a circle.
  for (const grantId of [...grantIds].sort()) await lockCreatorPlan(tx, grantId);
}

/**
 * Keeps the posts as they are until the caller's transaction ends.
 *
 * @returns why a post cannot be planned any more, by its id: it is not what was seen, or has moved on
 */
export async function holdAllAsSeen(tx: Tx, posts: readonly Seen[]): Promise<Map<string, DomainError>> {
  const ids = posts.map(({ post }) => post.id);
  await tx.$queryRaw`SELECT 1 FROM posts WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  const rows = await tx.post.findMany({
    where: { id: { in: ids } },
    select: { id: true, status: true, problemCode: true, ...CONTENT_COLUMNS },
  });
  const present = new Map(rows.map((row) => [row.id, row]));
  const errors = new Map<string, DomainError>();
  for (const { post, agreement } of posts) {
    const row = present.get(post.id)!;
    try {
      assertUnchanged(row, agreement.contentHash);
      assertActionAvailable(row, 'SCHEDULE');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      errors.set(post.id, error);
    }
  }
  return errors;
}
