import type { Deps } from '../deps.ts';

const TOKEN_ACCESSES_KEPT_DAYS = 90;

/** Removes the records of token uses that are older than 90 days. @returns how many */
export function purgeTokenAccesses({ db }: Pick<Deps, 'db'>): Promise<number> {
  return db.$executeRaw`
    DELETE FROM token_accesses WHERE hour < now() - make_interval(days => ${TOKEN_ACCESSES_KEPT_DAYS})`;
}
