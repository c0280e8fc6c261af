/** Every choice of a run comes from one of these, so the same seed chooses the same. */
export type Chance = {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** @param probability from 0 to 1 */
  happens(probability: number): boolean;
  /** @throws RangeError when there is nothing to choose from */
  pick<T>(items: readonly T[]): T;
};

/** The sfc32 generator: small, fast, and the same on every machine. @param seed a whole number from 0 up */
export function createChance(seed: number): Chance {
  let [a, b, c, counter] = [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1];
  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
  // Neighbouring seeds must not begin alike.
  for (let n = 0; n < 15; n++) next();
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    happens: (probability) => next() < probability,
    pick(items) {
      if (items.length === 0) throw new RangeError('There is nothing to choose from.');
      return items[int(0, items.length - 1)]!;
    },
  };
}
