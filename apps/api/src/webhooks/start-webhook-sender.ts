import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../deps.ts';
import type { EventListener } from '../events/event-listener.ts';
import { createLane } from '../publishing/dispatcher/lane.ts';
import { lookWhenDue } from '../publishing/dispatcher/look-when-due.ts';
import { claimDeliveries } from './claim-deliveries.ts';
import { enqueueDeliveries } from './enqueue-deliveries.ts';
import { tryDelivery } from './try-delivery.ts';

/** Requests that one process has under way; each holds one connection to the outside and no database. */
const PLACES = 64;
const LOOK_AT_LEAST_EVERY_MS = 1_000;
/** What is appended within so short a time is taken up together, so that a busy log costs few statements. */
const GATHER_MS = 50;
const STOP_LIMIT_MS = 3_000;
const NOTHING_PLANNED = { atMs: 0, nextDueAtMs: null };

/**
 * Sends the events of all teams to their webhook endpoints as long as it runs: soon after they are appended, and again
 * when a try is due. Any number of these share one database.
 *
 * @returns takes up nothing more, and waits for what is under way, up to 3 s; what takes longer is sent again by others
 */
export function startWebhookSender(
  deps: Deps,
  listener: Pick<EventListener, 'subscribeToTeams'>,
): () => Promise<void> {
  const lane = createLane(PLACES, () => lookout.wake());
  const underWay = new Set<Promise<void>>();
  let appendedTo = new Set<string>();
  let lookAtAllFrom = 0;
  let gathering: NodeJS.Timeout | undefined;

  /** The teams whose logs are worth a look; null for all, now and then and when anything may have been missed. */
  function teamsToLookAt(): string[] | null {
    const teams = [...appendedTo];
    appendedTo = new Set();
    if (performance.now() < lookAtAllFrom) return teams;
    lookAtAllFrom = performance.now() + LOOK_AT_LEAST_EVERY_MS;
    return null;
  }

  async function enqueue(): Promise<void> {
    const teams = teamsToLookAt();
    if (teams?.length === 0) return;
    try {
      if (!(await enqueueDeliveries(deps, teams))) return;
    } catch (error) {
      lookAtAllFrom = 0;
      throw error;
    }
    lookAtAllFrom = 0;
    lookout.wake();
  }

  const lookout = lookWhenDue(
    deps.log,
    async () => {
      await enqueue();
      const claimed = lane.free > 0 ? await claimDeliveries(deps, lane) : [];
      for (const delivery of claimed) {
        const leave = lane.take(delivery.teamId);
        const run = tryDelivery(deps, delivery)
          .catch((error: unknown) => {
            const { deliveryId } = delivery;
            deps.log.error({ err: error, deliveryId }, 'a webhook could not be sent; it is tried again');
          })
          .finally(() => {
            underWay.delete(run);
            leave();
          });
        underWay.add(run);
      }
      return NOTHING_PLANNED;
    },
    LOOK_AT_LEAST_EVERY_MS,
  );

  const unsubscribe = listener.subscribeToTeams((teamId) => {
    if (teamId === null) lookAtAllFrom = 0;
    else appendedTo.add(teamId);
    gathering ??= setTimeout(() => {
      gathering = undefined;
      lookout.wake();
    }, GATHER_MS);
  });

  return async () => {
    unsubscribe();
    clearTimeout(gathering);
    await lookout.stop();
    await Promise.race([Promise.all(underWay), sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
  };
}
