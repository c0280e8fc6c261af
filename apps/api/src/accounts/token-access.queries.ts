import type { Account, Prisma } from '@airdate/db';

/** Uses of an account's tokens by its own team, and for the grant as such; what other teams do with it is theirs. */
export function tokenAccessesOf({
  grantId,
  teamId,
}: Pick<Account, 'grantId' | 'teamId'>): Prisma.TokenAccessWhereInput {
  return { grantId, OR: [{ teamId }, { teamId: null }] };
}
