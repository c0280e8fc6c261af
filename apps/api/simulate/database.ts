import { randomUUID } from 'node:crypto';
import { migrate } from '@airdate/db/migrate';
import pg from 'pg';

/** A change of a row, as a trigger saw it. */
export type Change = { table: WatchedTable; row: Record<string, unknown>; isGone: boolean };

const WATCHED_TABLES = ['posts', 'publish_attempts', 'events', 'accounts', 'grants'] as const;
type WatchedTable = (typeof WATCHED_TABLES)[number];

/** The database of one run: the product's own, with a clock that stands still and a list of all changes. */
export type SimulatedDatabase = {
  url: string;
  /** Sets what the database takes for the time. */
  setClock(at: Date): Promise<void>;
  /** What was committed since the last call, in its order. */
  takeChanges(): Promise<Change[]>;
  query<Row extends object>(sql: string): Promise<Row[]>;
  drop(): Promise<void>;
};

/** In front of Postgres' own functions, for statements that do not name their schema, as the product's do not. */
const OWN_CLOCK = `
  CREATE SCHEMA simulation;
  CREATE TABLE simulation.clock (at timestamptz NOT NULL);
  INSERT INTO simulation.clock VALUES (pg_catalog.now());
  ${['clock_timestamp', 'statement_timestamp', 'now']
    .map(
      (name) => `CREATE FUNCTION simulation.${name}() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT at FROM simulation.clock';`,
    )
    .join('\n')}`;

const LIST_OF_CHANGES = `
  CREATE UNLOGGED TABLE simulation.changes (id bigserial PRIMARY KEY, name text, row jsonb, is_gone boolean);
  CREATE FUNCTION simulation.note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    INSERT INTO simulation.changes (name, row, is_gone)
    VALUES (TG_TABLE_NAME, to_jsonb(coalesce(NEW, OLD)), TG_OP = 'DELETE');
    RETURN NULL;
  END $$;
  ${WATCHED_TABLES.map(
    (table) => `CREATE TRIGGER simulation_notes_change AFTER INSERT OR UPDATE OR DELETE ON public.${table}
      FOR EACH ROW EXECUTE FUNCTION simulation.note_change();`,
  ).join('\n')}
  GRANT USAGE ON SCHEMA simulation TO airdate_team;
  GRANT SELECT ON simulation.clock TO airdate_team;`;

const templates = new Map<string, Promise<string>>();

/** @param serverUrl of any database of a server on which databases may be made; the product's is made beside it */
export async function createSimulatedDatabase(serverUrl: string): Promise<SimulatedDatabase> {
  const template = templates.get(serverUrl) ?? makeTemplate(serverUrl);
  templates.set(serverUrl, template);
  const name = newName();
  await runOn(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${await template} STRATEGY FILE_COPY`);
  await runOn(serverUrl, `ALTER DATABASE ${name} SET search_path = simulation, public, pg_catalog`);
  const url = urlOf(serverUrl, name);
  const client = new pg.Client(url);
  await client.connect();
  let lastId = '0';
  return {
    url,
    async setClock(at) {
      await client.query('UPDATE simulation.clock SET at = $1', [at]);
    },
    async takeChanges() {
      // Read on from the last one: rows that were deleted would be waded through until somebody vacuums.
      const { rows } = await client.query<{ id: string; name: WatchedTable; row: object; is_gone: boolean }>(
        'SELECT * FROM simulation.changes WHERE id > $1 ORDER BY id',
        [lastId],
      );
      lastId = rows.at(-1)?.id ?? lastId;
      return rows.map(({ name: table, row, is_gone }) => ({ table, row: { ...row }, isGone: is_gone }));
    },
    query: async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows,
    async drop() {
      await client.end();
      await runOn(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function makeTemplate(serverUrl: string): Promise<string> {
  const name = newName();
  const url = urlOf(serverUrl, name);
  await migrate(url);
  await runOn(url, OWN_CLOCK);
  await runOn(url, LIST_OF_CHANGES);
  return name;
}

const newName = () => `simulate_${randomUUID().replaceAll('-', '')}`;

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
