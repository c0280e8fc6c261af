/** How late things were, in ms. */
export type Lateness = { p50: number; p99: number; worst: number; early: number; done: number };

export function lateness(lateMs: number[]): Lateness {
  return {
    p50: round(quantile(lateMs, 0.5)),
    p99: round(quantile(lateMs, 0.99)),
    worst: round(Math.max(...lateMs)),
    early: lateMs.filter((ms) => ms < 0).length,
    done: lateMs.length,
  };
}

export function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
