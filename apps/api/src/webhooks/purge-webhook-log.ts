import type { Deps } from '../deps.ts';

const DAY_MS = 86_400_000;
const KEPT_DAYS = 30;
const AT_ONCE = 1_000;

/**
 * Removes deliveries that are older than 30 days, with their tries, unless they still wait for one, and secrets whose time
 * is over.
 *
 * @returns how many deliveries
 */
export async function purgeWebhookLog({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const now = clock.now();
  await db.webhookSecret.deleteMany({ where: { endsAt: { lte: now } } });
  const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
  let purged = 0;
  for (;;) {
    const old = await db.webhookDelivery.findMany({
      where: { createdAt: { lt: before }, status: { not: 'PENDING' } },
      orderBy: { createdAt: 'asc' },
      take: AT_ONCE,
      select: { id: true },
    });
    const ids = old.map(({ id }) => id);
    // One that is redelivered at this moment stays.
    const { count } = await db.webhookDelivery.deleteMany({
      where: { id: { in: ids }, status: { not: 'PENDING' } },
    });
    purged += count;
    if (old.length < AT_ONCE) return purged;
  }
}
