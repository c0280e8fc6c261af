import type { Db, Member, Tx } from '@airdate/db';

/** Whether nobody has signed up yet, so that the next sign-up sets the installation up. */
export async function isSetUpRequired(db: Db | Tx): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) === null;
}

/** The user's membership in `teamId` if there is one, else in the team joined first; null without any. */
export async function findMembership(db: Db, userId: string, teamId: string | null): Promise<Member | null> {
  const memberships = await db.member.findMany({
    where: { userId },
    orderBy: [{ createdAt: 'asc' }, { teamId: 'asc' }],
  });
  return memberships.find((member) => member.teamId === teamId) ?? memberships[0] ?? null;
}
