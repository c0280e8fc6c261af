import type { Team } from '@airdate/db';
import { z } from 'zod';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { parseInput } from '../parse-input.ts';

/** TikTok's limits of a minute delay a post on a good day too, so there is no less than an hour. */
const CATCH_UP_HOURS = { least: 1, most: 72 };

const outOfRange = `A whole number of hours, ${CATCH_UP_HOURS.least} to ${CATCH_UP_HOURS.most}.`;

const UpdateTeamInput = z.object({
  catchUpHours: z
    .number()
    .int(outOfRange)
    .min(CATCH_UP_HOURS.least, outOfRange)
    .max(CATCH_UP_HOURS.most, outOfRange)
    .nullish(),
});
export type UpdateTeamInput = z.input<typeof UpdateTeamInput>;

/**
 * Changes the settings of a team; what is left out stays.
 *
 * @param input.catchUpHours how late a post still goes out by itself, 1 to 72; one that is later is held as missed
 * @throws ForbiddenError below admin
 * @throws ValidationError
 */
export async function updateTeam(ctx: TeamContext, input: UpdateTeamInput): Promise<Team> {
  requireRole(ctx, 'ADMIN');
  const parsed = parseInput(UpdateTeamInput, input);
  const { deps, teamId, actor } = ctx;
  return commitChange(ctx, async (tx) => {
    const team = await tx.team.findUniqueOrThrow({ where: { id: teamId } });
    const catchUpHours = parsed.catchUpHours ?? team.catchUpHours;
    if (catchUpHours === team.catchUpHours) return team;
    const at = deps.clock.now();
    const updated = await tx.team.update({ where: { id: teamId }, data: { catchUpHours, updatedAt: at } });
    await appendEvent(tx, { teamId, type: 'team.updated', data: { catchUpHours }, actor, at });
    return updated;
  });
}
