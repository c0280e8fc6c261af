import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Timer } from './clock.ts';
import type {
  App,
  AuthorizationCode,
  Creator,
  Delivery,
  Grant,
  Post,
  Task,
  Token,
  Violation,
} from './entities.ts';
import type { Fault } from './faults.ts';
import type { Settings } from './settings.ts';

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

/** Values of which there is exactly one: the app, the settings, where the clock stands. */
type Singletons = {
  app: App;
  settings: Settings;
  clock: { offsetMs: number; frozenAtMs: number | null };
};

export class Store {
  readonly creators: Table<Creator>;
  readonly grants: Table<Grant>;
  readonly tokens: Table<Token>;
  readonly codes: Table<AuthorizationCode>;
  readonly tasks: Table<Task>;
  readonly posts: Table<Post>;
  readonly deliveries: Table<Delivery>;
  readonly violations: Table<Violation>;
  readonly faults: Table<Fault>;
  readonly timers: Table<Timer>;
  readonly #singletons: Table<{ name: string; value: unknown }>;
  readonly #db: DatabaseSync;
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
    const table = <T extends object>(kind: string, keyOf: (entity: T) => string) =>
      new Table<T>(this.#db, kind, keyOf);
    this.creators = table<Creator>('creator', (row) => row.username);
    this.grants = table<Grant>('grant', (row) => row.id);
    this.tokens = table<Token>('token', (row) => row.token);
    this.codes = table<AuthorizationCode>('code', (row) => row.code);
    this.tasks = table<Task>('task', (row) => row.publishId);
    this.posts = table<Post>('post', (row) => row.id);
    this.deliveries = table<Delivery>('delivery', (row) => row.id);
    this.violations = table<Violation>('violation', (row) => row.id);
    this.faults = table<Fault>('fault', (row) => row.id);
    this.timers = table<Timer>('timer', (row) => row.id);
    this.#singletons = table<{ name: string; value: unknown }>('singleton', (row) => row.name);
  }

  read<K extends keyof Singletons>(name: K): Singletons[K] | undefined {
    return this.#singletons.get(name)?.value as Singletons[K] | undefined;
  }

  write<K extends keyof Singletons>(name: K, value: Singletons[K]): void {
    this.#singletons.put({ name, value });
  }

  creatorByOpenId(openId: string): Creator | undefined {
    return this.creators.find((creator) => creator.openId === openId);
  }

  taskByUploadId(uploadId: string): Task | undefined {
    return this.tasks.find((task) => task.upload?.uploadId === uploadId);
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

  clear(): void {
    this.together(() => {
      for (const table of [
        this.creators,
        this.grants,
        this.tokens,
        this.codes,
        this.tasks,
        this.posts,
        this.deliveries,
        this.violations,
        this.faults,
        this.timers,
      ])
        table.clear();
    });
  }

  close(): void {
    this.#db.close();
  }
}
