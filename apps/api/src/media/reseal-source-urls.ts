import type { Deps } from '../deps.ts';
import { type ResealCounts, resealRows } from '../reseal-rows.ts';
import { openSourceUrl, sealSourceUrl } from './source-url.ts';

/** Seals the addresses of all downloads with the key that seals now. One that ends at the same moment wins. */
export function resealSourceUrls({ db, keyring }: Pick<Deps, 'db' | 'keyring'>): Promise<ResealCounts> {
  return resealRows<{ id: string; sealedSourceUrl: string }>({
    read: async (afterId, take) => {
      const downloads = await db.mediaAsset.findMany({
        where: { sealedSourceUrl: { not: null }, ...(afterId !== null && { id: { gt: afterId } }) },
        orderBy: { id: 'asc' },
        take,
        select: { id: true, sealedSourceUrl: true },
      });
      return downloads.map(({ id, sealedSourceUrl }) => ({ id, sealedSourceUrl: sealedSourceUrl! }));
    },
    isCurrent: ({ sealedSourceUrl }) => keyring.isCurrent(sealedSourceUrl),
    reseal: async ({ id, sealedSourceUrl }) => {
      const url = openSourceUrl(keyring, id, sealedSourceUrl);
      const { count } = await db.mediaAsset.updateMany({
        where: { id, sealedSourceUrl },
        data: { sealedSourceUrl: sealSourceUrl(keyring, id, url) },
      });
      return count > 0;
    },
  });
}
