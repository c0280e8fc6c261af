import type { Post } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { STATUS_SPACING_MS } from './check-delay.ts';

/** The earliest instant at which TikTok may be asked again for the status of a post. */
export function statusAskableAt({ statusAskedAt }: Pick<Post, 'statusAskedAt'>): Date {
  return new Date((statusAskedAt?.getTime() ?? 0) + STATUS_SPACING_MS);
}

/** Whoever was asked about after this instant may not be asked about now. */
export function spacedBefore(now: Date): Date {
  return new Date(now.getTime() - STATUS_SPACING_MS);
}

/**
 * Takes the turn to ask TikTok for the status of a post, so that two questions are never closer together than the spacing,
 * whichever process asks and for whatever reason.
 */
export async function takeStatusTurn(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { id }: Pick<Post, 'id'>,
): Promise<{ ok: true } | { ok: false; availableAt: Date }> {
  const now = clock.now();
  const { count } = await db.post.updateMany({
    where: { id, OR: [{ statusAskedAt: null }, { statusAskedAt: { lte: spacedBefore(now) } }] },
    data: { statusAskedAt: now },
  });
  if (count > 0) return { ok: true };
  const post = await db.post.findUniqueOrThrow({ where: { id }, select: { statusAskedAt: true } });
  return { ok: false, availableAt: statusAskableAt(post) };
}
