import type { Db, Member, Prisma, Role } from '@airdate/db';
import type { Viewer } from './viewer.ts';

/** The user's membership in `teamId` if there is one, else in the team joined first; null without any. */
export async function findMembership(db: Db, userId: string, teamId: string | null): Promise<Member | null> {
  const memberships = await db.member.findMany({
    where: { userId },
    orderBy: [{ createdAt: 'asc' }, { teamId: 'asc' }],
  });
  return memberships.find((member) => member.teamId === teamId) ?? memberships[0] ?? null;
}

/** The teams that a viewer may look at: all of a user's, the one of an API key. */
export function teamsOfViewer({ userId, teamId }: Viewer): Prisma.TeamWhereInput {
  return userId ? { members: { some: { userId } } } : { id: teamId };
}

export function membersOfTeam(teamId: string, { role }: { role?: Role[] | null }): Prisma.MemberWhereInput {
  return { teamId, ...(role && { role: { in: role } }) };
}
