type Waiting<T> = { resolve(result: IteratorResult<T, void>): void; reject(error: unknown): void };

/** What is put in on one side and iterated on the other. */
export type Channel<T> = {
  /** How many more may be put in. */
  room(): number;
  put(item: T): void;
  /** Resolves once everything was taken, or it is over. */
  emptied(): Promise<void>;
  /** Ends it with an error, behind what was put in. */
  fail(error: unknown): void;
  /** `return()` ends it at once, also while it waits. */
  items: AsyncGenerator<T, void, void>;
};

/**
 * A queue of a bounded size.
 *
 * @param onStart called when the first item is asked for
 * @param onEnd called once, when it was ended from either side
 */
export function createChannel<T>(size: number, onStart: () => void, onEnd: () => void): Channel<T> {
  const queue: T[] = [];
  let waiting: Waiting<T>[] = [];
  let emptied = Promise.withResolvers<void>();
  let failure: { error: unknown } | null = null;
  let started = false;
  let ended = false;

  function end(): void {
    if (ended) return;
    ended = true;
    emptied.resolve();
    onEnd();
  }

  async function next(): Promise<IteratorResult<T, void>> {
    if (!started) {
      started = true;
      onStart();
    }
    if (queue.length > 0 && (!ended || failure)) {
      const value = queue.shift()!;
      if (queue.length === 0) emptied.resolve();
      return { done: false, value };
    }
    if (failure) {
      const { error } = failure;
      failure = null;
      throw error;
    }
    if (ended) return { done: true, value: undefined };
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
    });
  }

  async function stop(): Promise<IteratorResult<T, void>> {
    end();
    for (const { resolve } of waiting.splice(0)) resolve({ done: true, value: undefined });
    return { done: true, value: undefined };
  }

  return {
    room: () => (ended ? 0 : size - queue.length),
    put(item) {
      const reader = waiting.shift();
      if (reader) return reader.resolve({ done: false, value: item });
      if (queue.length === 0) emptied = Promise.withResolvers();
      queue.push(item);
    },
    async emptied() {
      if (queue.length > 0 && !ended) await emptied.promise;
    },
    fail(error) {
      if (ended) return;
      const [reader] = waiting;
      waiting = [];
      if (reader) reader.reject(error);
      else failure = { error };
      end();
    },
    items: {
      next,
      return: stop,
      async throw(error) {
        await stop();
        throw error;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
      async [Symbol.asyncDispose]() {
        await stop();
      },
    },
  };
}
