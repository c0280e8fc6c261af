import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Event } from '@airdate/db';
import type { EventReading } from '../../events/follow-events.ts';
import type { Answer } from './answer.ts';
import type { Follower } from './follower.ts';

/** Others have their turn after this long. */
const TURN_MS = 0.5;

/** Followers that are at the same place of the log, so that one reading of it does for all. */
export type Cohort = {
  /** The number up to which its followers were told everything. */
  position(): bigint;
  isLive(): boolean;
  /** Takes in a follower whose cursor is not before `position()`. */
  add(follower: Follower): void;
  remove(follower: Follower): void;
};

type Hooks = {
  /** @returns null when these followers are no longer to be answered together */
  answer(events: Event[]): Promise<Answer[] | null>;
  /** Called between two pages: another one that can take the followers over. */
  findHost(cohort: Cohort): Cohort | undefined;
  /** A follower, no longer in the cohort, that has to be told what comes behind its cursor in another way. */
  readmit(follower: Follower): void;
  onEnd(cohort: Cohort): void;
};

/** Reads on and tells until nobody is left. */
export function startCohort(reading: EventReading, start: bigint, first: Follower, hooks: Hooks): Cohort {
  const followers = new Set<Follower>();
  let told = start;
  let busy = true;
  const cohort: Cohort = {
    position: () => (busy || reading.position() < told ? told : reading.position()),
    isLive: reading.isLive,
    add(follower) {
      followers.add(follower);
      follower.home = cohort;
    },
    remove(follower) {
      followers.delete(follower);
      if (followers.size === 0) end();
    },
  };
  cohort.add(first);
  void run();
  return cohort;

  async function run(): Promise<void> {
    try {
      while (followers.size > 0) {
        busy = false;
        const page = await reading.nextPage();
        busy = true;
        if (!page) break;
        const answers = page.events.length > 0 ? await hooks.answer(page.events) : [];
        if (!answers) return disperse(hooks.readmit);
        await tell(answers, page.through);
        const host = hooks.findHost(cohort);
        if (host) return disperse((follower) => host.add(follower));
      }
    } catch (error) {
      for (const follower of followers) follower.fail(error);
    } finally {
      end();
    }
  }

  function end(): void {
    reading.stop();
    hooks.onEnd(cohort);
  }

  async function tell(answers: Answer[], through: bigint): Promise<void> {
    const live = reading.isLive();
    let since = performance.now();
    // Whoever is added meanwhile is told, too, and nobody can be between the last one and the end.
    for (const follower of answers.length > 0 ? followers : []) {
      if (!tellOne(follower, answers, live)) setAside(follower);
      if (performance.now() - since < TURN_MS) continue;
      await nextTurn();
      since = performance.now();
    }
    told = through;
  }

  /** @returns whether the follower has been told everything */
  function tellOne(follower: Follower, answers: Answer[], live: boolean): boolean {
    const from = answers.findIndex(({ sequence }) => sequence > follower.cursor);
    if (from < 0) return true;
    const news = from === 0 ? answers : answers.slice(from);
    const taken = follower.take(news, live);
    if (taken > 0) follower.cursor = news[taken - 1]!.sequence;
    return taken === news.length;
  }

  /** Somebody who cannot be told now holds up nobody: whatever it misses it is told from the log. */
  function setAside(follower: Follower): void {
    leave(follower);
    void follower.ready().then(() => {
      if (follower.isOpen()) hooks.readmit(follower);
    });
  }

  function disperse(to: (follower: Follower) => void): void {
    for (const follower of [...followers]) {
      leave(follower);
      to(follower);
    }
  }

  function leave(follower: Follower): void {
    followers.delete(follower);
    follower.home = null;
    if (follower.cursor < told) follower.cursor = told;
  }
}
