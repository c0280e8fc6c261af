import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import { asTeam } from './team-adapter.ts';

type Operation = (args: object) => Prisma.PrismaPromise<unknown>;

/** The client behind the wall of each database, opened when first used; all teams share it and its connections. */
const walled = new WeakMap<PrismaClient, () => PrismaClient>();

/**
 * Gives a database its wall. The client behind it ends with the database's own `$disconnect`.
 *
 * @param open makes a client on a `teamAdapter`
 */
export function wallOff(db: PrismaClient, open: () => PrismaClient): void {
  let client: PrismaClient | undefined;
  walled.set(db, () => (client ??= open()));
  const disconnect = db.$disconnect.bind(db);
  db.$disconnect = async () => {
    await Promise.all([disconnect(), client?.$disconnect()]);
  };
}

/**
 * The same database as one team sees it: rows of other teams are not there, whatever the statement, and what only the
 * product itself may see or change is refused, by Postgres' row level security. Cheap to make: each request makes its own.
 *
 * `$transaction` takes a function, not a list.
 *
 * @param db made by `createDb`
 * @param teamId null for nobody's: then there are no rows at all
 */
export function dbOfTeam(db: PrismaClient, teamId: string | null): PrismaClient {
  const client = walled.get(db)?.();
  if (!client) throw new TypeError('Only a database made by createDb has a wall between its teams.');
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
