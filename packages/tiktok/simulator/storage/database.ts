import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Cell, type CellRow } from './cell.ts';
import { Table } from './table.ts';

/** The file in which a simulator keeps everything. It knows nothing of what is kept. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #cells: Table<CellRow>;
  #depth = 0;

  /**
   * @param dataDir where `simulator.db` lives; it is created when missing
   * @throws Error "database is locked" while another process uses it
   */
  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.#db = new DatabaseSync(join(dataDir, 'simulator.db'));
    // Two simulators on one directory would overwrite each other; the lock ends with the process.
    // Off is enough: a killed process loses nothing, only a crash of the operating system could.
    this.#db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
      CREATE TABLE IF NOT EXISTS entity (kind TEXT, id TEXT, json TEXT NOT NULL, PRIMARY KEY (kind, id))`);
    this.#cells = this.table<CellRow>('singleton', (row) => row.name);
  }

  table<T extends object>(kind: string, keyOf: (entity: T) => string): Table<T> {
    return new Table<T>(this.#db, kind, keyOf);
  }

  cell<T>(name: string): Cell<T> {
    return new Cell<T>(this.#cells, name);
  }

  /** Runs synchronous writes so that all or none of them survive a kill. Nests. */
  together<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#depth++;
    this.#db.exec('BEGIN');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth--;
    }
  }

  close(): void {
    this.#db.close();
  }
}
