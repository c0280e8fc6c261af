import pg from 'pg';
import { ENTER_TEAM } from './team-role.ts';

/** The messages of the extended protocol, as `pg` sends them; its types ask for more than it reads. */
type Messages = {
  close(message: { type: 'S'; name: string }): void;
  parse(message: { text: string; name: string }): void;
  bind(message: { values: string[]; statement: string }): void;
  execute(message: object): void;
};

type Answers = {
  prepare(connection: Messages): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: unknown): void;
};

/** A statement whose plan each connection keeps. */
export type KeptStatement = { name: string; text: string; values: string[] };

const { prepare, handleDataRow, handleCommandComplete } = pg.Query.prototype as unknown as Answers;

/** Which statements a connection has kept. */
const kept = new WeakMap<object, Set<string>>();

/**
 * A statement behind those that make it the team's. All are sent before the Sync that ends Postgres' implicit
 * transaction, so they are one transaction and one round trip, and a later one never runs when an earlier one failed.
 */
export class TeamQuery extends pg.Query implements Answers {
  readonly #first: KeptStatement[];
  #done = 0;

  /** @param before is run in front of the wall, for a setting that the statement reads */
  constructor(config: pg.QueryConfig, teamId: string | null, before: KeptStatement[] = []) {
    super({ ...config, queryMode: 'extended' } as pg.QueryConfig);
    this.#first = [...before, { name: 'enter_team', text: ENTER_TEAM, values: [teamId ?? ''] }];
  }

  /** Called by `submit` when the statement is fit to be sent. */
  prepare(connection: Messages): void {
    for (const { name, text, values } of this.#first) {
      if (!kept.get(connection)?.has(name)) {
        // It may be there after all, from a query that failed behind it.
        connection.close({ type: 'S', name });
        connection.parse({ text, name });
      }
      connection.bind({ values, statement: name });
      connection.execute({});
    }
    prepare.call(this, connection);
  }

  handleDataRow(message: unknown): void {
    if (this.#done === this.#first.length) handleDataRow.call(this, message);
  }

  handleCommandComplete(message: unknown, connection: object): void {
    const first = this.#first[this.#done];
    if (first) {
      this.#done++;
      kept.set(connection, (kept.get(connection) ?? new Set()).add(first.name));
    } else handleCommandComplete.call(this, message, connection);
  }
}
