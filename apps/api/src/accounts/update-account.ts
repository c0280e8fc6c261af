import type { Account } from '@airdate/db';
import { requireRole, type TeamContext, withTransaction } from '../context.ts';
import { issue, ValidationError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { isTimeZone } from '../teams/time-zone.ts';
import { getAccountInTeam } from './account.queries.ts';

/**
 * Changes the zone in which an account's slots and suggested times are meant.
 *
 * @throws ForbiddenError below editor
 * @throws ValidationError `unknown_time_zone`
 * @throws NotFoundError also for an account of another team
 */
export async function updateAccount(
  ctx: TeamContext,
  input: { accountId: string; timeZone: string },
): Promise<Account> {
  requireRole(ctx, 'EDITOR');
  const { deps, teamId, actor } = ctx;
  const { accountId, timeZone } = input;
  if (!isTimeZone(timeZone)) {
    throw new ValidationError([
      issue(
        'unknown_time_zone',
        ['timeZone'],
        `"${timeZone}" is not an IANA time zone, such as Europe/Berlin.`,
      ),
    ]);
  }
  return withTransaction(deps.db, async (tx) => {
    const account = await getAccountInTeam(tx, teamId, accountId);
    if (account.timeZone === timeZone) return account;
    const updated = await tx.account.update({ where: { id: accountId }, data: { timeZone } });
    const at = deps.clock.now();
    await appendEvent(tx, { teamId, accountId, type: 'account.updated', data: { timeZone }, actor, at });
    return updated;
  });
}
