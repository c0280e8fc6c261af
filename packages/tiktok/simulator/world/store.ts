import type { ClockState, Timer } from '../clock/clock.ts';
import type { Fault } from '../faults/faults.ts';
import type { Cell } from '../storage/cell.ts';
import { Database } from '../storage/database.ts';
import type { Table } from '../storage/table.ts';
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
import type { Settings } from './settings.ts';

/** What is kept of a TikTok: a table for each kind of entity, and what there is one of. */
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
  readonly app: Cell<App>;
  readonly settings: Cell<Settings>;
  readonly clock: Cell<ClockState>;
  readonly #database: Database;

  /**
   * @param dataDir where everything lives; it is created when missing
   * @throws Error "database is locked" while another process uses it
   */
  constructor(dataDir: string) {
    const database = new Database(dataDir);
    this.#database = database;
    this.creators = database.table('creator', (row) => row.username);
    this.grants = database.table('grant', (row) => row.id);
    this.tokens = database.table('token', (row) => row.token);
    this.codes = database.table('code', (row) => row.code);
    this.tasks = database.table('task', (row) => row.publishId);
    this.posts = database.table('post', (row) => row.id);
    this.deliveries = database.table('delivery', (row) => row.id);
    this.violations = database.table('violation', (row) => row.id);
    this.faults = database.table('fault', (row) => row.id);
    this.timers = database.table('timer', (row) => row.id);
    this.app = database.cell('app');
    this.settings = database.cell('settings');
    this.clock = database.cell('clock');
  }

  creatorByOpenId(openId: string): Creator | undefined {
    return this.creators.find((creator) => creator.openId === openId);
  }

  taskByUploadId(uploadId: string): Task | undefined {
    return this.tasks.find((task) => task.upload?.uploadId === uploadId);
  }

  /** Runs synchronous writes so that all or none of them survive a kill. Nests. */
  together<T>(work: () => T): T {
    return this.#database.together(work);
  }

  /** Empties every table. App, settings and clock stay. */
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
    this.#database.close();
  }
}
