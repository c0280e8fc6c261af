import type { Cell } from '../storage/cell.ts';
import { newId } from '../storage/new-id.ts';
import type { Table } from '../storage/table.ts';

/** Something due at an instant of the simulator's clock. Kept in a table, so it outlives a restart. */
export type Timer = {
  id: string;
  kind: string;
  subject: string;
  dueAtMs: number;
};

/** How the clock stands to real time. */
export type ClockState = { offsetMs: number; frozenAtMs: number | null };

/** Where a clock keeps what must survive a restart. */
type ClockStorage = { timers: Table<Timer>; clock: Cell<ClockState> };

type Handler = (subject: string) => Promise<void> | void;

const LONGEST_REAL_WAIT_MS = 86_400_000;
/** How long `advance` waits, in real time, for one transition that talks to the network. */
const SETTLE_LIMIT_MS = 5_000;

/**
 * The only clock of the simulator. It runs with real time, can be moved forward and frozen, and drives
 * every timer: processing, moderation, expiries, webhook retries.
 */
export class Clock {
  readonly #timers: Table<Timer>;
  readonly #state: Cell<ClockState>;
  readonly #handlers = new Map<string, Handler>();
  readonly #running = new Map<string, Promise<void>>();
  #offsetMs: number;
  #frozenAtMs: number | null;
  #wake: NodeJS.Timeout | undefined;
  #closed = false;
  #onError: (error: unknown) => void = () => {};

  constructor({ timers, clock }: ClockStorage, startMs?: number) {
    this.#timers = timers;
    this.#state = clock;
    const saved = clock.read();
    this.#offsetMs = startMs === undefined ? (saved?.offsetMs ?? 0) : startMs - Date.now();
    this.#frozenAtMs = saved?.frozenAtMs ?? null;
  }

  /** Unix milliseconds. */
  now(): number {
    return Math.floor(this.#frozenAtMs ?? Date.now() + this.#offsetMs);
  }

  nowSeconds(): number {
    return Math.floor(this.now() / 1000);
  }

  get frozen(): boolean {
    return this.#frozenAtMs !== null;
  }

  /** Stops time: from here only `advance` moves it. */
  freeze(): void {
    this.#frozenAtMs ??= this.now();
    this.#save();
  }

  /** Lets time run on from where it stands. */
  resume(): void {
    if (this.#frozenAtMs === null) return;
    this.#offsetMs = this.#frozenAtMs - Date.now();
    this.#frozenAtMs = null;
    this.#save();
  }

  on(kind: string, handler: Handler): void {
    this.#handlers.set(kind, handler);
  }

  onError(report: (error: unknown) => void): void {
    this.#onError = report;
  }

  schedule(kind: string, subject: string, delayMs: number): void {
    const dueAtMs = this.now() + Math.max(0, delayMs);
    this.#timers.put({ id: newId(), kind, subject, dueAtMs });
    this.#arm();
  }

  cancel(kind: string, subject: string): void {
    const matches = (timer: Timer) => timer.kind === kind && timer.subject === subject;
    for (const timer of this.#timers.filter(matches)) this.#timers.delete(timer.id);
    this.#arm();
  }

  /** Begins to fire timers. Timers that fell due while the simulator was down fire at once. */
  start(): void {
    this.#arm();
  }

  /**
   * Moves time forward, firing what falls due in order and waiting for each to finish, including
   * what it schedules inside the span.
   */
  async advance(ms: number): Promise<void> {
    const targetMs = this.now() + ms;
    for (;;) {
      await this.settle();
      const next = this.#next();
      if (next === undefined || next.dueAtMs > targetMs) break;
      this.#moveTo(Math.max(next.dueAtMs, this.now()));
      this.#fireDue();
    }
    this.#moveTo(Math.max(targetMs, this.now()));
    this.#arm();
  }

  /** Waits for the transitions that are under way, at most a few real seconds. */
  async settle(): Promise<void> {
    if (this.#running.size === 0) return;
    let limit: NodeJS.Timeout | undefined;
    const expired = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, SETTLE_LIMIT_MS);
    });
    await Promise.race([Promise.all(this.#running.values()), expired]);
    clearTimeout(limit);
  }

  /** Forgets a shift of time, as after a reset. */
  rewind(startMs?: number): void {
    this.#frozenAtMs = null;
    this.#offsetMs = startMs === undefined ? 0 : startMs - Date.now();
    this.#save();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#wake);
    await this.settle();
  }

  #moveTo(atMs: number): void {
    if (this.#frozenAtMs === null) this.#offsetMs = atMs - Date.now();
    else this.#frozenAtMs = atMs;
    this.#save();
  }

  #save(): void {
    this.#state.write({ offsetMs: this.#offsetMs, frozenAtMs: this.#frozenAtMs });
    this.#arm();
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers.all())
      if (!this.#running.has(timer.id) && (next === undefined || timer.dueAtMs < next.dueAtMs)) next = timer;
    return next;
  }

  #arm(): void {
    clearTimeout(this.#wake);
    if (this.#closed) return;
    const next = this.#next();
    if (next === undefined || (this.frozen && next.dueAtMs > this.now())) return;
    const waitMs = Math.min(Math.max(next.dueAtMs - this.now(), 0), LONGEST_REAL_WAIT_MS);
    this.#wake = setTimeout(() => this.#fireDue(), waitMs);
  }

  #fireDue(): void {
    const now = this.now();
    const due = this.#timers
      .filter((timer) => timer.dueAtMs <= now && !this.#running.has(timer.id))
      .sort((a, b) => a.dueAtMs - b.dueAtMs);
    for (const timer of due) this.#fire(timer);
    this.#arm();
  }

  /** The timer is removed only after its handler ended, so a killed handler runs again. */
  #fire(timer: Timer): void {
    const run = async () => {
      try {
        await this.#handlers.get(timer.kind)?.(timer.subject);
      } catch (error) {
        this.#onError(error);
      } finally {
        this.#running.delete(timer.id);
        if (!this.#closed) this.#timers.delete(timer.id);
      }
    };
    // Registered first: the handler may end before its promise is known.
    let done!: () => void;
    this.#running.set(
      timer.id,
      new Promise((resolve) => {
        done = resolve;
      }),
    );
    void run().finally(done);
  }
}
