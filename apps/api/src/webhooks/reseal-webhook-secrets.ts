import type { Deps } from '../deps.ts';
import { type ResealCounts, resealRows } from '../reseal-rows.ts';
import { resealedSecret } from './webhook-secret.ts';

/** Seals the secrets of all webhook endpoints with the key that seals now. */
export function resealWebhookSecrets({ db, keyring }: Pick<Deps, 'db' | 'keyring'>): Promise<ResealCounts> {
  return resealRows<{ id: string; sealedSecret: string }>({
    read: (afterId, take) =>
      db.webhookSecret.findMany({
        where: afterId === null ? {} : { id: { gt: afterId } },
        orderBy: { id: 'asc' },
        take,
        select: { id: true, sealedSecret: true },
      }),
    isCurrent: ({ sealedSecret }) => keyring.isCurrent(sealedSecret),
    reseal: async (row) => {
      const { count } = await db.webhookSecret.updateMany({
        where: row,
        data: { sealedSecret: resealedSecret(keyring, row) },
      });
      return count > 0;
    },
  });
}
