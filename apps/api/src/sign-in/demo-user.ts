import type { Db } from '@airdate/db';
import type { Deps } from '../deps.ts';

/** Whether this user is not let in here: everybody knows a demo user's password, so it opens nothing but a demo. */
export function isLockedOut({ config }: Pick<Deps, 'config'>, user: { demo: boolean }): boolean {
  return user.demo && !config.demo;
}

/** A client that does not find demo users, so that whatever signs people in treats them like unknown ones. */
export function withoutDemoUsers(db: Db) {
  return db.$extends({
    query: {
      user: {
        findFirst: ({ args, query }) => query({ ...args, where: { ...args.where, demo: false } }),
        findUnique: ({ args, query }) => query({ ...args, where: { ...args.where, demo: false } }),
        findMany: ({ args, query }) => query({ ...args, where: { ...args.where, demo: false } }),
      },
    },
  });
}

/**
 * Outside of a demo, ends the sessions of demo users that are in the database because a demo ran on it before, and says
 * so in the log. What their team owns stays.
 */
export async function lockDemoUsers({ config, db, log }: Pick<Deps, 'config' | 'db' | 'log'>): Promise<void> {
  if (config.demo) return;
  const users = await db.user.findMany({ where: { demo: true }, select: { id: true, email: true } });
  if (users.length === 0) return;
  await db.session.deleteMany({ where: { userId: { in: users.map(({ id }) => id) } } });
  const emails = users.map(({ email }) => email).join(', ');
  log.warn(`A demo ran on this database: ${emails} cannot sign in here; the demo team's data stay.`);
}
