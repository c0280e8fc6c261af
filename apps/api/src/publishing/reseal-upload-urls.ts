import type { Deps } from '../deps.ts';
import { type ResealCounts, resealRows } from '../reseal-rows.ts';
import { resealedUploadUrl } from './deliveries/upload-url.ts';

/** Seals all upload URLs with the key that seals now. An attempt that moves on at the same moment wins. */
export function resealUploadUrls({ db, keyring }: Pick<Deps, 'db' | 'keyring'>): Promise<ResealCounts> {
  return resealRows<{ id: string; sealedUrl: string }>({
    read: async (afterId, take) => {
      const uploads = await db.publishUpload.findMany({
        where: { sealedUrl: { not: null }, ...(afterId !== null && { attemptId: { gt: afterId } }) },
        orderBy: { attemptId: 'asc' },
        take,
        select: { attemptId: true, sealedUrl: true },
      });
      return uploads.map(({ attemptId, sealedUrl }) => ({ id: attemptId, sealedUrl: sealedUrl! }));
    },
    isCurrent: ({ sealedUrl }) => keyring.isCurrent(sealedUrl),
    reseal: async ({ id, sealedUrl }) => {
      const { count } = await db.publishUpload.updateMany({
        where: { attemptId: id, sealedUrl },
        data: { sealedUrl: resealedUploadUrl(keyring, id, sealedUrl) },
      });
      return count > 0;
    },
  });
}
