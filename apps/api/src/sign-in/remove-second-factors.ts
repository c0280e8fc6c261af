import type { Db } from '@airdate/db';
import { withTransaction } from '../context.ts';

/** What was taken from a person; undefined for nobody. */
export type RemovedFactors = { authenticatorApp: boolean; passkeys: number; sessions: number };

/**
 * Takes from a person everything but the password, and signs them out everywhere: for somebody who lost what they sign in
 * with, after the operator made sure who asks.
 *
 * @param email in whatever spelling
 * @returns undefined when nobody has this address
 */
export function removeSecondFactors(db: Db, email: string): Promise<RemovedFactors | undefined> {
  return withTransaction(db, async (tx) => {
    const user = await tx.user.findUnique({ where: { email: email.trim().toLowerCase() } });
    if (!user) return undefined;
    await tx.user.update({ where: { id: user.id }, data: { twoFactorEnabled: false } });
    const userId = user.id;
    const apps = await tx.twoFactor.deleteMany({ where: { userId } });
    const passkeys = await tx.passkey.deleteMany({ where: { userId } });
    const sessions = await tx.session.deleteMany({ where: { userId } });
    return { authenticatorApp: apps.count > 0, passkeys: passkeys.count, sessions: sessions.count };
  });
}
