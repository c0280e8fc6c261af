import type { Deps } from '../deps.ts';
import { type ResealCounts, resealRows } from '../reseal-rows.ts';
import { resealedTokens, type SealedTokens } from './grant.ts';
import { recordTokenAccess } from './record-token-access.ts';

const SEALED_TOKENS = { id: true, sealedAccessToken: true, sealedRefreshToken: true } as const;
const ROTATION = { purpose: 'KEY_ROTATION', actor: { kind: 'system' }, teamId: null } as const;

/** Seals the tokens of all grants with the key that seals now. A refresh or a consent at the same moment wins. */
export function resealGrants({ db, keyring }: Pick<Deps, 'db' | 'keyring'>): Promise<ResealCounts> {
  return resealRows<SealedTokens>({
    read: (afterId, take) =>
      db.grant.findMany({
        where: { sealedAccessToken: { not: null }, ...(afterId !== null && { id: { gt: afterId } }) },
        orderBy: { id: 'asc' },
        take,
        select: SEALED_TOKENS,
      }),
    isCurrent: ({ sealedAccessToken, sealedRefreshToken }) =>
      [sealedAccessToken, sealedRefreshToken].every((sealed) => sealed === null || keyring.isCurrent(sealed)),
    reseal: async (grant) => {
      const use = await recordTokenAccess({ db }, grant.id, ROTATION);
      const { count } = await db.grant.updateMany({
        where: grant,
        data: resealedTokens(keyring, grant, use),
      });
      return count > 0;
    },
  });
}
