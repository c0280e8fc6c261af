import type { Account } from '@airdate/db';
import { z } from 'zod';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { parseInput } from '../parse-input.ts';
import { TimeZoneInput } from '../teams/time-zone.ts';
import { getAccountInTeam } from './account.queries.ts';

const UpdateAccountInput = z.object({ accountId: z.string(), timeZone: TimeZoneInput });
export type UpdateAccountInput = z.input<typeof UpdateAccountInput>;

/**
 * Changes the zone in which an account's slots and suggested times are meant.
 *
 * @throws ForbiddenError below editor
 * @throws ValidationError `unknown_time_zone`
 * @throws NotFoundError also for an account of another team
 */
export async function updateAccount(ctx: TeamContext, input: UpdateAccountInput): Promise<Account> {
  requireRole(ctx, 'EDITOR');
  const { deps, teamId, actor } = ctx;
  const { accountId, timeZone } = parseInput(UpdateAccountInput, input);
  return commitChange(ctx, async (tx) => {
    const account = await getAccountInTeam(tx, teamId, accountId);
    if (account.timeZone === timeZone) return account;
    const updated = await tx.account.update({ where: { id: accountId }, data: { timeZone } });
    const at = deps.clock.now();
    await appendEvent(tx, { teamId, accountId, type: 'account.updated', data: { timeZone }, actor, at });
    return updated;
  });
}
