import type { Tx } from '@airdate/db';
import { gatherByDb } from '../gather.ts';

/** Who did something, as the log keeps it. */
type ActorOfEvent = { kind: string; id: string | null };

/**
 * The name of the user or key who did something, also of one who has left the team or was revoked. Those of a page are read
 * together.
 *
 * @param db without the wall between teams, behind which only members have names
 * @returns null for who is no user and no key, or was deleted from the database
 */
export const nameActor: (db: Tx, actor: ActorOfEvent) => Promise<string | null> = gatherByDb(
  async (db, actors: ActorOfEvent[]) => {
    const idsOf = (kind: string) =>
      actors.flatMap(({ kind: of, id }) => (of === kind && id !== null ? [id] : []));
    const select = { id: true, name: true };
    const read = async (ids: string[], find: (where: object) => Promise<{ id: string; name: string }[]>) =>
      ids.length > 0 ? find({ id: { in: [...new Set(ids)] } }) : [];
    const [users, keys] = await Promise.all([
      read(idsOf('user'), (where) => db.user.findMany({ where, select })),
      read(idsOf('apiKey'), (where) => db.apiKey.findMany({ where, select })),
    ]);
    const names = new Map([...users, ...keys].map(({ id, name }) => [id, name]));
    return actors.map(({ id }) => (id === null ? null : (names.get(id) ?? null)));
  },
);
