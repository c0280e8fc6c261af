import type { Tx } from '@airdate/db';

const MOST_AT_ONCE = 200;

type Waiting<I, O> = { item: I; resolve(result: O): void; reject(error: unknown): void };

/**
 * Does for many callers at once what each asks for alone: while one batch is under way the next one gathers, so that a
 * busy process needs few statements and an idle one waits for nobody.
 *
 * @param work returns a result for each item, in their order. When it fails for several items, each is tried alone, so
 *   that one that cannot be done fails for its own caller only; nothing may be left of a batch that failed
 */
export function gather<I, O>(work: (items: I[]) => Promise<O[]>): (item: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = [];
  let running = false;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_AT_ONCE);
      waiting = waiting.slice(MOST_AT_ONCE);
      await doAll(batch);
    }
    running = false;
  }

  async function doAll(batch: Waiting<I, O>[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [i, { resolve }] of batch.entries()) resolve(results[i]!);
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      else await Promise.all(batch.map((one) => doAll([one])));
    }
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (running) return;
      running = true;
      // Behind whatever this turn of the event loop still asks for.
      setImmediate(() => void run());
    });
}

/** The same over a database: who asks through the same connections shares statements. */
export function gatherByDb<I, O>(
  work: (db: Tx, items: I[]) => Promise<O[]>,
): (db: Tx, item: I) => Promise<O> {
  const ofDbs = new WeakMap<Tx, (item: I) => Promise<O>>();
  return (db, item) => {
    const ofDb = ofDbs.get(db) ?? gather((items: I[]) => work(db, items));
    ofDbs.set(db, ofDb);
    return ofDb(item);
  };
}
