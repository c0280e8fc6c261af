import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * One kind of entity, held in memory and written through to SQLite on every `put`.
 *
 * Entities are plain objects: change one, then `put` it. What was put survives `kill -9`.
 */
export class Table<T extends object> {
  readonly #kind: string;
  readonly #keyOf: (entity: T) => string;
  readonly #rows = new Map<string, T>();
  readonly #write: StatementSync;
  readonly #erase: StatementSync;

  constructor(db: DatabaseSync, kind: string, keyOf: (entity: T) => string) {
    this.#kind = kind;
    this.#keyOf = keyOf;
    this.#write = db.prepare(
      `INSERT INTO entity (kind, id, json) VALUES (?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET json = excluded.json`,
    );
    this.#erase = db.prepare('DELETE FROM entity WHERE kind = ? AND id = ?');
    const rows = db.prepare('SELECT id, json FROM entity WHERE kind = ? ORDER BY rowid').all(kind);
    for (const row of rows) this.#rows.set(String(row.id), JSON.parse(String(row.json)) as T);
  }

  get(id: string): T | undefined {
    return this.#rows.get(id);
  }

  /** Every entity, in the order of first insertion. */
  all(): T[] {
    return [...this.#rows.values()];
  }

  find(matches: (entity: T) => boolean): T | undefined {
    for (const row of this.#rows.values()) if (matches(row)) return row;
    return undefined;
  }

  filter(matches: (entity: T) => boolean): T[] {
    return this.all().filter(matches);
  }

  put(entity: T): T {
    const id = this.#keyOf(entity);
    this.#rows.set(id, entity);
    this.#write.run(this.#kind, id, JSON.stringify(entity));
    return entity;
  }

  delete(id: string): void {
    if (this.#rows.delete(id)) this.#erase.run(this.#kind, id);
  }

  clear(): void {
    for (const id of [...this.#rows.keys()]) this.delete(id);
  }
}
