import type { Account, Prisma } from '@airdate/db';

/** Uses of an account's tokens by its own team, and for the grant as such; what other teams do with it is theirs. */
export function tokenAccessesOf({
  grantId,
  teamId,
}: Pick<Account, 'grantId' | 'teamId'>): Prisma.TokenAccessWhereInput {
  return { grantId, OR: [{ teamId }, { teamId: null }] };
}

/** The same for all accounts of a team. */
export function tokenAccessesOfTeam(teamId: string): Prisma.TokenAccessWhereInput {
  return { OR: [{ teamId }, { teamId: null, grant: { accounts: { some: { teamId } } } }] };
}
