/** How full a lane is. */
export type LaneState = {
  readonly size: number;
  readonly free: number;
  /** Places that each team holds; teams without any are not there. */
  readonly held: ReadonlyMap<string, number>;
};

/** Places for work of one kind in this process, shared fairly by the teams. */
export type Lane = LaneState & {
  /** Takes a place without asking for the share. @returns gives it back; more than once is harmless */
  take(teamId: string): () => void;
  /**
   * Waits for a place within the team's share, behind the team's own others.
   *
   * @returns gives the place back
   * @throws the signal's reason when it aborts first
   */
  enter(teamId: string, signal: AbortSignal): Promise<() => void>;
};

type Waiter = { teamId: string; admit(): void };

/**
 * @param freed called after each place that became free
 */
export function createLane(size: number, freed: () => void = () => {}): Lane {
  const held = new Map<string, number>();
  let waiting: Waiter[] = [];
  let used = 0;

  function take(teamId: string): () => void {
    used++;
    held.set(teamId, (held.get(teamId) ?? 0) + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      used--;
      const left = held.get(teamId)! - 1;
      if (left > 0) held.set(teamId, left);
      else held.delete(teamId);
      admitWaiting();
      freed();
    };
  }

  /** Of the teams that wait, the one with the fewest places goes first. */
  function admitWaiting(): void {
    while (waiting.length > 0 && used < size) {
      const teams = new Set([...held.keys(), ...waiting.map(({ teamId }) => teamId)]).size;
      const count = ({ teamId }: Waiter) => held.get(teamId) ?? 0;
      const next = waiting.reduce((first, other) => (count(other) < count(first) ? other : first));
      if (count(next) >= shareOf(size, teams)) return;
      waiting = waiting.filter((waiter) => waiter !== next);
      next.admit();
    }
  }

  return {
    size,
    held,
    get free() {
      return size - used;
    },
    take,
    enter(teamId, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const giveUp = () => {
          waiting = waiting.filter((waiter) => waiter !== own);
          reject(signal.reason);
        };
        const own: Waiter = {
          teamId,
          admit() {
            signal.removeEventListener('abort', giveUp);
            resolve(take(teamId));
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.push(own);
        admitWaiting();
      });
    },
  };
}

/**
 * How many places one of `teams` teams may hold. Together they leave one share free, so a team that comes next finds a
 * place at once, however slow the work of the others is.
 */
function shareOf(size: number, teams: number): number {
  return Math.max(1, Math.floor(size / (teams + 1)));
}
