import { setTimeout } from 'node:timers/promises';
import { createDb, type Db } from '@airdate/db';
import type { Deps } from '../../deps.ts';
import type { EventListener } from '../../events/event-listener.ts';
import { advanceClaimed } from '../advance-post.ts';
import { checkPublishStatus } from '../check-publish-status.ts';
import { WorkerStoppingError } from '../publish-run.ts';
import { type ClaimedPost, claimDuePosts } from './claim-due-posts.ts';
import { type DueQuestion, findDueQuestions } from './find-due-questions.ts';
import { createLane, type Lane } from './lane.ts';
import { type Look, type Lookout, lookWhenDue } from './look-when-due.ts';

/** From the claim to TikTok's answer to the init, and behind the last byte: short calls and short writes. */
const PUBLISHING_PLACES = 256;
/** Posts whose bytes are on their way; each holds one connection and little memory. */
const SENDING_PLACES = 32;
const QUESTION_PLACES = 32;
/** Of them while due posts wait for a place: those have a time to keep, an answer may be some seconds older. */
const GIVING_WAY_PLACES = 4;
/** Posts that this process may have begun and not yet sent; their upload URLs live for an hour. */
const MOST_RUNS = 2_000;
/** After an error of ours a question is left alone for a while. */
const PAUSE_AFTER_ERROR_MS = 5_000;
/** One for posts, one for questions. */
const LOOKS_AT_A_TIME = 2;
/** By then the leases are given back, see serve/worker.ts. */
const STOP_LIMIT_MS = 4_000;
/** How long teams whose log somebody held are passed over. */
const IMPATIENT_FOR_MS = 5_000;
/** No place is free: the next look follows when one is. */
const NOTHING_SEEN: Look = { atMs: 0, nextDueAtMs: null };

/** What is done with a due post; replaced where only the dispatching is measured. */
export type Work = { publish: typeof advanceClaimed; ask: typeof checkPublishStatus };

/**
 * Takes up due posts and due status questions as long as it runs, straight from the rows: at their instant, when
 * something is planned for now, and when a place becomes free. Any number of dispatchers share one database.
 *
 * @returns takes up nothing more and waits for what is under way, up to 4 s; what takes longer loses its lease and is
 *   taken over
 */
export function startDispatcher(
  deps: Deps,
  listener: Pick<EventListener, 'subscribeToDue'>,
  work: Work = { publish: advanceClaimed, ask: checkPublishStatus },
): () => Promise<void> {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const looks = createDb({
    url: deps.config.databaseUrl,
    applicationName: 'airdate-dispatcher',
    poolSize: LOOKS_AT_A_TIME,
  });
  const publishing = createLane(PUBLISHING_PLACES, () => publish.wake());
  const dispatch: Dispatch = {
    deps,
    publishing,
    looks,
    work,
    stopping: stopping.signal,
    track(run) {
      underWay.add(run);
      void run.finally(() => underWay.delete(run));
    },
  };
  const publish = publishWhenDue(dispatch);
  const lookouts = [publish, askWhenDue(dispatch)];
  const unsubscribe = listener.subscribeToDue((atMs) => {
    for (const lookout of lookouts) {
      if (atMs === null) lookout.wake();
      else lookout.wakeAt(atMs);
    }
  });
  return async () => {
    unsubscribe();
    stopping.abort(new WorkerStoppingError());
    await Promise.all(lookouts.map((lookout) => lookout.stop()));
    await looks.$disconnect();
    await Promise.race([Promise.all(underWay), setTimeout(STOP_LIMIT_MS, undefined, { ref: false })]);
  };
}

type Dispatch = {
  deps: Deps;
  publishing: Lane;
  /** Connections for looking alone, which posts under way cannot take. */
  looks: Db;
  work: Work;
  stopping: AbortSignal;
  /** Remembers what is under way; it must not reject. */
  track(run: Promise<void>): void;
};

function publishWhenDue({ deps, publishing, looks, work, stopping, track }: Dispatch): Lookout {
  const sending = createLane(SENDING_PLACES);
  let runs = 0;
  let patientFrom = 0;

  async function claim(): Promise<Look & { claimed: ClaimedPost[] }> {
    const patient = performance.now() >= patientFrom;
    try {
      return await claimDuePosts({ ...deps, db: looks }, publishing, { patient });
    } catch (error) {
      if (!patient) throw error;
      deps.log.warn({ err: error }, 'the log of a team is held for long; the other teams go first');
      patientFrom = performance.now() + IMPATIENT_FOR_MS;
      return claimDuePosts({ ...deps, db: looks }, publishing, { patient: false });
    }
  }

  async function run({ postId, teamId, leaseToken }: ClaimedPost): Promise<void> {
    let leave = publishing.take(teamId);
    runs++;
    try {
      await work.publish(deps, { postId, leaseToken }, async () => {
        leave();
        leave = await sending.enter(teamId, stopping);
      });
    } catch (error) {
      if (!stopping.aborted) deps.log.error({ err: error, postId }, 'publishing failed');
    } finally {
      runs--;
      leave();
    }
  }

  return lookWhenDue(deps.log, async () => {
    if (publishing.free === 0 || runs >= MOST_RUNS) return NOTHING_SEEN;
    const { claimed, ...look } = await claim();
    for (const post of claimed) track(run(post));
    return look;
  });
}

function askWhenDue({ deps, publishing, looks, work, stopping, track }: Dispatch): Lookout {
  const lane = createLane(QUESTION_PLACES, () => lookout.wake());
  const asking = new Set<string>();

  async function ask({ postId, teamId }: DueQuestion, now: Date): Promise<void> {
    const leave = lane.take(teamId);
    asking.add(postId);
    try {
      await work.ask(deps, postId, now);
    } catch (error) {
      deps.log.error({ err: error, postId }, 'asking for the status failed');
      leave();
      await setTimeout(PAUSE_AFTER_ERROR_MS, undefined, { signal: stopping }).catch(() => {});
    } finally {
      asking.delete(postId);
      leave();
    }
  }

  const lookout = lookWhenDue(deps.log, async () => {
    const giveWay = publishing.free === 0 ? QUESTION_PLACES - GIVING_WAY_PLACES : 0;
    const free = lane.free - giveWay;
    if (free <= 0) return NOTHING_SEEN;
    const { size, held } = lane;
    const { due, ...look } = await findDueQuestions({ ...deps, db: looks }, { size, held, free }, asking);
    for (const question of due) track(ask(question, new Date(look.atMs)));
    return look;
  });
  return lookout;
}
