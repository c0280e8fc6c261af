import type { Db } from '@airdate/db';

/** Signs a person out everywhere but in the browser of this session. */
export async function endOtherSessions(
  db: Pick<Db, 'session'>,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<void> {
  await db.session.deleteMany({ where: { userId, id: { not: sessionId } } });
}
