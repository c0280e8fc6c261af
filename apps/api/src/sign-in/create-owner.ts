import type { Tx } from '@airdate/db';
import { createTeam } from '../teams/create-team.ts';

/** Any number; every process takes the same lock. */
const SET_UP_LOCK = 7_240_114;

/** Waits until no other process sets this installation up; holds until the transaction ends. */
export async function lockSetUp(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SET_UP_LOCK})`;
}

type Owner = {
  name: string;
  email: string;
  passwordHash: string;
  teamName: string;
  timeZone: string;
  demo?: boolean;
};

/** Creates a person who signs in with a password, and a team that they own. */
export async function createOwner(
  tx: Tx,
  { name, email, demo = false, passwordHash, teamName, timeZone }: Owner,
): Promise<{ userId: string; teamId: string }> {
  const user = await tx.user.create({ data: { name, email, demo } });
  await tx.authAccount.create({
    data: { userId: user.id, providerId: 'credential', accountId: user.id, password: passwordHash },
  });
  const team = await createTeam(tx, { name: teamName, timeZone, ownerId: user.id });
  return { userId: user.id, teamId: team.id };
}
