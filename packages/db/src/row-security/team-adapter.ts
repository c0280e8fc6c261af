import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter, SqlDriverAdapterFactory, SqlQuery } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { type KeptStatement, TeamQuery } from './team-query.ts';
import { ENTER_TEAM } from './team-role.ts';

type Options = ConstructorParameters<typeof PrismaPg>[1];

/** Whose statements are being sent. It reaches from a call of the client to the adapter below it, and no further. */
const sender = new AsyncLocalStorage<{ teamId: string | null }>();

/** Runs `work`, which talks to a client of {@link teamAdapter}, as the team. */
export function asTeam<T>(teamId: string | null, work: () => PromiseLike<T>): Promise<T> {
  // Awaited in here, because Prisma sends a query only when somebody waits for it.
  return sender.run({ teamId }, async () => await work());
}

/**
 * A Prisma driver adapter that sends nothing but what belongs to one team: single statements each with the team's settings
 * before them, interactive transactions with the settings behind their BEGIN. Outside of {@link asTeam} it refuses.
 */
export function teamAdapter(pool: TeamPool, options: Options): SqlDriverAdapterFactory {
  const factory = new PrismaPg(pool, { ...options, disposeExternalPool: true });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect(): Promise<SqlDriverAdapter> {
      const adapter = await factory.connect();
      const startTransaction = adapter.startTransaction.bind(adapter);
      return Object.assign(adapter, {
        async startTransaction(...args: Parameters<typeof startTransaction>) {
          const teamId = senderId();
          const transaction = await startTransaction(...args);
          try {
            await transaction.executeRaw(statement(ENTER_TEAM, teamId ?? ''));
          } catch (error) {
            await transaction.executeRaw(statement('ROLLBACK')).catch(() => {});
            await transaction.rollback();
            throw error;
          }
          return transaction;
        },
      });
    },
  };
}

/** Its `query` is for single statements; the adapter takes a connection for transactions. */
export class TeamPool extends pg.Pool {
  /** @param before is run in front of the wall, in the same transaction and round trip */
  readonly queryAs: (
    teamId: string,
    query: pg.QueryConfig,
    before: KeptStatement[],
  ) => Promise<pg.QueryResult>;

  constructor(config: pg.PoolConfig) {
    super(config);
    const send = this.query.bind(this) as (query: pg.Query) => Promise<pg.QueryResult>;
    this.queryAs = (teamId, query, before) => send(new TeamQuery(query, teamId, before));
    // The team is read before the wait for a connection, which may end in somebody else's context.
    const sendAsTeam = (query: pg.QueryConfig) => send(new TeamQuery(query, senderId()));
    this.query = sendAsTeam as unknown as typeof this.query;
  }
}

function senderId(): string | null {
  const present = sender.getStore();
  if (!present) throw new Error('A statement came to the wall between teams without saying whose it is.');
  return present.teamId;
}

function statement(sql: string, ...args: string[]): SqlQuery {
  return { sql, args, argTypes: args.map(() => ({ scalarType: 'string', arity: 'scalar' })) };
}
