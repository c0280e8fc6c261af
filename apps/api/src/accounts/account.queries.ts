import type { Account, AccountStatus, Db, Grant, Prisma, Tx } from '@airdate/db';
import { NotFoundError } from '../errors.ts';
import { gatherByDb } from '../gather.ts';

/** @throws NotFoundError also for an account of another team */
export async function getAccountInTeam(db: Db | Tx, teamId: string, accountId: string): Promise<Account> {
  const account = await db.account.findFirst({ where: { id: accountId, teamId } });
  if (!account) throw new NotFoundError('account', ['accountId']);
  return account;
}

/** Accounts of a team; disconnected ones only when asked for by status. */
export function accountsOfTeam(
  teamId: string,
  filter: { status?: AccountStatus[] | null },
): Prisma.AccountWhereInput {
  return { teamId, status: filter.status?.length ? { in: filter.status } : { not: 'DISCONNECTED' } };
}

const findOne = gatherByDb(async (db, ids: string[]): Promise<(Grant | undefined)[]> => {
  const grants = await db.grant.findMany({ where: { id: { in: ids } } });
  return ids.map((id) => grants.find((grant) => grant.id === id));
});

/** As {@link getGrant}, in one query with whoever else asks now. Not inside a transaction. @throws NotFoundError */
export async function readGrant(db: Db, grantId: string): Promise<Grant> {
  const grant = await findOne(db, grantId);
  if (!grant) throw new NotFoundError('TikTok connection');
  return grant;
}

/** @throws NotFoundError when the row is gone */
export async function getGrant(db: Db | Tx, grantId: string): Promise<Grant> {
  const grant = await db.grant.findUnique({ where: { id: grantId } });
  if (!grant) throw new NotFoundError('TikTok connection');
  return grant;
}

/** The grant that a webhook of TikTok's speaks of; null when we never had one or it belongs to another app. */
export function findGrantByOpenId(db: Db, clientKey: string, openId: string): Promise<Grant | null> {
  return db.grant.findUnique({ where: { clientKey_openId: { clientKey, openId } } });
}
