import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import { asTeam, type TeamPool } from './team-adapter.ts';

type Operation = (args: object) => Prisma.PrismaPromise<unknown>;

/** What is behind the wall of a database; all teams share it and its connections. */
type Walled = {
  client: PrismaClient;
  pool: TeamPool;
  /** Clients of teams that were here before. */
  ofTeams: Map<string | null, PrismaClient>;
};

/** Opened when first used. */
const walled = new WeakMap<PrismaClient, () => Walled>();

/** A client of one team takes a fraction of a millisecond to make, and a few kB. */
const MOST_TEAMS_KEPT = 1_000;

/**
 * Gives a database its wall. What is behind it ends with the database's own `$disconnect`.
 *
 * @param open makes a client on a `teamAdapter` over the pool
 */
export function wallOff(db: PrismaClient, open: () => Omit<Walled, 'ofTeams'>): void {
  let behind: Walled | undefined;
  walled.set(db, () => (behind ??= { ...open(), ofTeams: new Map() }));
  const disconnect = db.$disconnect.bind(db);
  db.$disconnect = async () => {
    await Promise.all([disconnect(), behind?.client.$disconnect()]);
  };
}

/** @throws TypeError for a database that has no wall */
export function behindWall(db: PrismaClient): Walled {
  const behind = walled.get(db)?.();
  if (!behind) throw new TypeError('Only a database made by createDb has a wall between its teams.');
  return behind;
}

/**
 * The same database as one team sees it: rows of other teams are not there, whatever the statement, and what only the
 * product itself may see or change is refused, by Postgres' row level security.
 *
 * `$transaction` takes a function, not a list.
 *
 * @param db made by `createDb`
 * @param teamId null for nobody's: then there are no rows at all
 */
export function dbOfTeam(db: PrismaClient, teamId: string | null): PrismaClient {
  const { client, ofTeams } = behindWall(db);
  const present = ofTeams.get(teamId);
  if (present) return present;
  const ofTeam = client.$extends({
    client: {
      async $transaction(work: (tx: Prisma.TransactionClient) => Promise<unknown>, options?: object) {
        if (typeof work !== 'function') throw new TypeError('Behind the wall a transaction is a function.');
        return asTeam(teamId, () => client.$transaction(work, options));
      },
    },
    query: {
      $allOperations: ({ model, operation, args, query }) =>
        asTeam(teamId, () => {
          const first = model && FIRST_OF_UNIQUE[operation];
          return first ? operationsOf(client, model)[first]!(withoutCompounds(model, args)) : query(args);
        }),
    },
  });
  if (ofTeams.size >= MOST_TEAMS_KEPT) ofTeams.clear();
  ofTeams.set(teamId, ofTeam as unknown as PrismaClient);
  return ofTeam as unknown as PrismaClient;
}

/**
 * Prisma answers the `findUnique` calls of one tick by one statement, whoever they come from; those of two teams must
 * never share one. `findFirst` is sent at once and on its own, and finds the same row by unique columns.
 */
const FIRST_OF_UNIQUE: Readonly<Record<string, string>> = {
  findUnique: 'findFirst',
  findUniqueOrThrow: 'findFirstOrThrow',
};

function operationsOf(client: PrismaClient, model: string): Record<string, Operation> {
  const name = model.charAt(0).toLowerCase() + model.slice(1);
  return (client as unknown as Record<string, Record<string, Operation>>)[name]!;
}

/** Only `findUnique` takes `{ teamId_sequence: { teamId, sequence } }`; every other operation `{ teamId, sequence }`. */
function withoutCompounds(model: string, args: { where?: object }): object {
  const fields = (Prisma as unknown as Record<string, object>)[`${model}ScalarFieldEnum`]!;
  const isCompound = (name: string) =>
    name.includes('_') && name.split('_').every((part) => Object.hasOwn(fields, part));
  const conditions = Object.entries(args.where ?? {}).map(([name, value]) =>
    isCompound(name) ? value : { [name]: value },
  );
  return { ...args, where: { AND: conditions } };
}
