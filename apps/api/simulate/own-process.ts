import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const FOR_EVER_MS = 2 ** 31 - 1;

/** What the product takes for time and chance in this process, while a run owns it. */
export type OwnedProcess = {
  /** Every random number of a step is this one: how many are drawn beside it, by whichever library, changes nothing. */
  drawAlways(random: number): void;
  giveBack(): void;
};

/**
 * Takes over what measures or spends time and what is random in this process: the monotonic timer follows `nowMs`, a pause
 * is over at once and counts as time that passed in this process, nothing is repeated by itself, and chance is given.
 *
 * @param nowMs the run's clock
 */
export function ownProcess(nowMs: () => number): OwnedProcess {
  const kept = {
    now: performance.now,
    random: Math.random,
    setInterval: globalThis.setInterval,
    pause: timers.setTimeout,
  };
  const startedMs = nowMs();
  let pausedMs = 0;
  let random = 0.5;
  performance.now = () => nowMs() - startedMs + pausedMs;
  Math.random = () => random;
  // Leases are renewed while time passes; here it stands still as long as somebody works.
  globalThis.setInterval = (() =>
    kept.setInterval(() => {}, FOR_EVER_MS).unref()) as unknown as typeof setInterval;
  timers.setTimeout = async (delayMs = 0, value, options = {}) => {
    pausedMs += delayMs;
    await timers.setImmediate(undefined, options);
    return value as never;
  };
  syncBuiltinESMExports();
  return {
    drawAlways: (next) => {
      random = next;
    },
    giveBack() {
      performance.now = kept.now;
      Math.random = kept.random;
      globalThis.setInterval = kept.setInterval;
      timers.setTimeout = kept.pause;
      syncBuiltinESMExports();
    },
  };
}
