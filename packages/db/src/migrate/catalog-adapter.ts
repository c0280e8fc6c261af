import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** The catalog's one-byte type `"char"`, which @prisma/adapter-pg cannot map. */
const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * A Prisma driver adapter fit for the schema engine, which reads the system catalog and runs whole scripts.
 *
 * It differs from @prisma/adapter-pg in two points: columns of type `"char"` are reported as characters, and a script
 * goes to the server as one simple query, so that it applies whole or not at all and may contain `$$` bodies.
 *
 * @param pools told of the adapter's connections, so that they can be closed when the engine forgets to
 */
export async function connectCatalogAdapter(url: string, pools: Set<pg.Pool>): Promise<SqlDriverAdapter> {
  const pool = new CatalogPool({ connectionString: url, max: 2 });
  pools.add(pool);
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
      const result = await queryRaw(query);
      for (const column of pool.charColumns.get(query.sql) ?? []) {
        result.columnTypes[column] = ColumnTypeEnum.Character;
      }
      return result;
    },
    async executeScript(script: string): Promise<void> {
      await pool.query(script).catch((error: unknown) => {
        throw error instanceof pg.DatabaseError ? toAdapterError(error) : error;
      });
    },
  });
}

type AnyQuery = (...args: unknown[]) => Promise<pg.QueryResult | undefined>;

/** Passes `"char"` columns off as text and remembers, for each statement, which ones they were. */
class CatalogPool extends pg.Pool {
  readonly charColumns = new Map<string, number[]>();

  constructor(config: pg.PoolConfig) {
    super(config);
    const query = this.query.bind(this) as unknown as AnyQuery;
    const recording: AnyQuery = async (...args) => {
      const result = await query(...args);
      const statement = args[0] as { text?: string } | string;
      this.#record(typeof statement === 'string' ? statement : (statement.text ?? ''), result?.fields ?? []);
      return result;
    };
    this.query = recording as unknown as typeof this.query;
  }

  #record(sql: string, fields: pg.FieldDef[]): void {
    const columns = fields.flatMap((field, at) => (field.dataTypeID === CHAR_OID ? [at] : []));
    for (const column of columns) fields[column]!.dataTypeID = TEXT_OID;
    if (columns.length > 0) this.charColumns.set(sql, columns);
  }
}

function toAdapterError(error: pg.DatabaseError): DriverAdapterError {
  const code = error.code ?? 'XX000';
  return new DriverAdapterError({
    kind: 'postgres',
    code,
    severity: error.severity ?? 'ERROR',
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
    originalCode: code,
    originalMessage: error.message,
  });
}
