import type { Team, Tx } from '@airdate/db';
import { freeSlug, slugOf } from './team.ts';

/** Creates a team with its owner, in the caller's transaction. Its slug is made from the name. */
export async function createTeam(
  tx: Tx,
  input: { name: string; timeZone: string; ownerId: string },
): Promise<Team> {
  const wanted = slugOf(input.name);
  const similar = await tx.team.findMany({ where: { slug: { startsWith: wanted } }, select: { slug: true } });
  return tx.team.create({
    data: {
      name: input.name,
      slug: freeSlug(wanted, new Set(similar.map((team) => team.slug))),
      timeZone: input.timeZone,
      members: { create: { userId: input.ownerId, role: 'OWNER' } },
    },
  });
}
