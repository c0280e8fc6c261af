import type { Db, Member } from '@airdate/db';

/** The user's membership in `teamId` if there is one, else in the team joined first; null without any. */
export async function findMembership(db: Db, userId: string, teamId: string | null): Promise<Member | null> {
  const memberships = await db.member.findMany({
    where: { userId },
    orderBy: [{ createdAt: 'asc' }, { teamId: 'asc' }],
  });
  return memberships.find((member) => member.teamId === teamId) ?? memberships[0] ?? null;
}
