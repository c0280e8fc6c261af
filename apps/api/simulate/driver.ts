import type { Chance } from './chance.ts';
import type { KnownPosts } from './people-know.ts';
import type { Seen } from './seen.ts';
import type { World } from './world.ts';

/** One thing that happens. The word that it returns goes into the log of the run, so it must not be random. */
export type Step = { name: string; run(): Promise<string> };

/** What a run consists of; handed to everybody who acts in it. */
export type Run = {
  world: World;
  chance: Chance;
  known: KnownPosts;
  seen: Seen;
  agenda: Agenda;
  /** How dense it is: 1 is an ordinary month, more is more posts, more that goes wrong and more workers that stop. */
  trouble: number;
  /** Whether nothing new is begun and nothing goes wrong any more. */
  isWindingUp: boolean;
};

type Entry = { atMs: number; isRoutine: boolean; step: Step };

/** What is to happen at which time. */
export class Agenda {
  #entries: Entry[] = [];

  /** @param isRoutine whether it comes again and again, and nothing waits for it */
  add(atMs: number, step: Step, { isRoutine = false } = {}): void {
    const entry = { atMs: Math.floor(atMs), isRoutine, step };
    const behind = this.#entries.findIndex((other) => other.atMs > entry.atMs);
    this.#entries.splice(behind === -1 ? this.#entries.length : behind, 0, entry);
  }

  get nextMs(): number {
    return this.#entries[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** Whether nothing is to happen any more but what comes again and again. */
  get isIdle(): boolean {
    return this.#entries.every(({ isRoutine }) => isRoutine);
  }

  /** Takes off what is due. */
  takeDue(nowMs: number): Step[] {
    const count = this.#entries.filter(({ atMs }) => atMs <= nowMs).length;
    return this.#entries.splice(0, count).map(({ step }) => step);
  }
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
