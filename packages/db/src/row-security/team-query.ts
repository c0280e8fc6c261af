import pg from 'pg';
import { ENTER_TEAM } from './team-role.ts';

/** The messages of the extended protocol, as `pg` sends them; its types ask for more than it reads. */
type Messages = {
  parse(message: { text: string }): void;
  bind(message: { values: string[] }): void;
  execute(message: object): void;
};

type Answers = {
  prepare(connection: Messages): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: unknown): void;
};

const { prepare, handleDataRow, handleCommandComplete } = pg.Query.prototype as unknown as Answers;

/**
 * A statement behind the one that makes it the team's. Both are sent before the Sync that ends Postgres' implicit
 * transaction, so they are one transaction and one round trip, and the second never runs when the first failed.
 */
export class TeamQuery extends pg.Query implements Answers {
  readonly #teamId: string;
  #entered = false;

  constructor(config: pg.QueryConfig, teamId: string | null) {
    super({ ...config, queryMode: 'extended' } as pg.QueryConfig);
    this.#teamId = teamId ?? '';
  }

  /** Called by `submit` when the statement is fit to be sent. */
  prepare(connection: Messages): void {
    connection.parse({ text: ENTER_TEAM });
    connection.bind({ values: [this.#teamId] });
    connection.execute({});
    prepare.call(this, connection);
  }

  handleDataRow(message: unknown): void {
    if (this.#entered) handleDataRow.call(this, message);
  }

  handleCommandComplete(message: unknown, connection: unknown): void {
    if (this.#entered) handleCommandComplete.call(this, message, connection);
    this.#entered = true;
  }
}
