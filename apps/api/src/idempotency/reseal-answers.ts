import type { Deps } from '../deps.ts';
import { type ResealCounts, resealRows } from '../reseal-rows.ts';
import { openAnswer, sealAnswer } from './sealed-answer.ts';

/** Seals all stored answers with the key that seals now. */
export function resealAnswers({ db, keyring }: Pick<Deps, 'db' | 'keyring'>): Promise<ResealCounts> {
  return resealRows<{ id: string; sealedAnswer: string }>({
    read: async (afterId, take) => {
      const rows = await db.idempotencyKey.findMany({
        where: { sealedAnswer: { not: null }, ...(afterId !== null && { id: { gt: afterId } }) },
        orderBy: { id: 'asc' },
        take,
        select: { id: true, sealedAnswer: true },
      });
      return rows.map(({ id, sealedAnswer }) => ({ id, sealedAnswer: sealedAnswer! }));
    },
    isCurrent: ({ sealedAnswer }) => keyring.isCurrent(sealedAnswer),
    reseal: async ({ id, sealedAnswer }) => {
      const { count } = await db.idempotencyKey.updateMany({
        where: { id, sealedAnswer },
        data: { sealedAnswer: sealAnswer(keyring, id, openAnswer(keyring, id, sealedAnswer)) },
      });
      return count > 0;
    },
  });
}
