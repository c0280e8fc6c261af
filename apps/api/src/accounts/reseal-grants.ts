import type { Deps } from '../deps.ts';
import { type ResealCounts, resealRows } from '../reseal-rows.ts';
import { resealedTokens, type SealedTokens } from './grant.ts';

const SEALED_TOKENS = { id: true, sealedAccessToken: true, sealedRefreshToken: true } as const;

/** Seals the tokens of all grants with the key that seals now. A refresh or a consent at the same moment wins. */
export function resealGrants({ db, keyring }: Pick<Deps, 'db' | 'keyring'>): Promise<ResealCounts> {
  return resealRows<SealedTokens>({
    read: (afterId, take) =>
      db.grant.findMany({
        where: afterId === null ? {} : { id: { gt: afterId } },
        orderBy: { id: 'asc' },
        take,
        select: SEALED_TOKENS,
      }),
    isCurrent: ({ sealedAccessToken, sealedRefreshToken }) =>
      keyring.isCurrent(sealedAccessToken) && keyring.isCurrent(sealedRefreshToken),
    reseal: async (grant) => {
      const { count } = await db.grant.updateMany({ where: grant, data: resealedTokens(keyring, grant) });
      return count > 0;
    },
  });
}
