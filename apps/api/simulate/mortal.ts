import type { Deps } from '../src/deps.ts';

/** Where a worker stops: at its n-th call, before it is made or after it was answered and before the answer is seen. */
export type Fate = { atCall: number; when: 'before' | 'after' };

/** How a worker's run ended. A stopped one never goes on unless it wakes up. */
export type Stop = { kind: 'stopped'; wakeUp: () => void };

/**
 * The outside of a worker that stops in the middle of its work, as a killed or frozen process does: whatever it awaits
 * stays unanswered, and its leases stay where they are. A transaction is one call, because one that is cut off leaves
 * nothing.
 *
 * @returns `stopped` settles when it stops; a run with fewer calls never does
 */
export function mortal(deps: Deps, fate: Fate): { deps: Deps; stopped: Promise<Stop> } {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<Stop>();
  let calls = 0;

  function halt(): Promise<void> {
    return new Promise((wakeUp) => stop({ kind: 'stopped', wakeUp }));
  }

  async function pass<T>(call: () => PromiseLike<T>): Promise<T> {
    const isLast = ++calls === fate.atCall;
    if (isLast && fate.when === 'before') await halt();
    const settle = await Promise.resolve(call()).then(
      (result) => () => result,
      (error) => () => {
        throw error;
      },
    );
    if (isLast && fate.when === 'after') await halt();
    return settle();
  }

  /** @param depth 1 for an object of functions, 2 for an object that also holds such objects */
  function guard<T extends object>(target: T, depth: number): T {
    return new Proxy(target, {
      get(object, key) {
        const value: unknown = Reflect.get(object, key);
        if (typeof value === 'function' && key !== 'authorizeUrl') {
          return (...args: unknown[]) => pass(async () => Reflect.apply(value, object, args) as unknown);
        }
        const isNoun = typeof key === 'string' && !key.startsWith('$') && !key.startsWith('_');
        if (depth > 1 && isNoun && typeof value === 'object' && value !== null)
          return guard(value, depth - 1);
        return value;
      },
    });
  }

  return { deps: { ...deps, db: guard(deps.db, 2), tiktok: guard(deps.tiktok, 1) }, stopped };
}
