import type { Deps } from '../src/deps.ts';
import { advanceClaimed } from '../src/publishing/advance-post.ts';
import { checkPublishStatus } from '../src/publishing/check-publish-status.ts';
import { type ClaimedPost, claimDuePosts } from '../src/publishing/dispatcher/claim-due-posts.ts';
import { findDueQuestions } from '../src/publishing/dispatcher/find-due-questions.ts';
import { createLane } from '../src/publishing/dispatcher/lane.ts';
import { holdDisconnected } from '../src/publishing/hold-disconnected.ts';
import { resumeHeld } from '../src/publishing/resume-held.ts';
import { allHandlers } from '../src/serve/worker.ts';
import { HOUR_MS, MINUTE_MS, type Run, type Step } from './driver.ts';
import { mortal } from './mortal.ts';
import type { Seen, SeenPost } from './seen.ts';
import { ViolationError } from './violation.ts';

/** Wide enough for everything that is due at once. */
const PLACES = 500;
/** Calls in which a worker may stop; a whole publish has about so many. */
const MOST_CALLS = 24;
const WORKER_STOPS = 0.06;
const ASKER_STOPS = 0.01;
/** However much goes wrong, most work is done. */
const MOST_STOPS = 0.4;
/** A second dispatcher looks just after the first. */
const LOOKS_TWICE = 0.1;

/** What the rows say of a post that a worker has to take up. @returns when, or null */
export function dueAtMs({ status, leaseEndsAtMs, publishAtMs, nextCheckAtMs }: SeenPost): number | null {
  const free = leaseEndsAtMs ?? 0;
  if (status === 'SCHEDULED') return publishAtMs === null ? null : Math.max(free, publishAtMs);
  if (status === 'PUBLISHING') return Math.max(free, nextCheckAtMs ?? 0);
  return null;
}

const ASKED_ABOUT = ['PROCESSING', 'UNCONFIRMED', 'NEEDS_ATTENTION', 'PUBLISHED', 'IN_INBOX'];

/** When TikTok is to be asked about a post, or null. */
export function questionAtMs({ status, nextCheckAtMs }: SeenPost): number | null {
  return ASKED_ABOUT.includes(status) ? nextCheckAtMs : null;
}

const dueCount = (seen: Seen, at: (post: SeenPost) => number | null) =>
  [...seen.posts.values()].filter((post) => (at(post) ?? Number.POSITIVE_INFINITY) <= seen.nowMs).length;

/** As a dispatcher looks for due posts. @param ready takes the publish run of each post that was claimed */
export function claim(run: Run, ready: (step: Step) => void): Step {
  const { chance, seen, world } = run;
  return {
    name: 'a worker claims',
    run: async () => {
      const due = dueCount(seen, dueAtMs);
      const leases = new Map([...seen.posts.values()].map(({ id, leaseEndsAtMs }) => [id, leaseEndsAtMs]));
      const { claimed } = await claimDuePosts(world.deps, createLane(PLACES), { patient: true });
      for (const { postId } of claimed) {
        if ((leases.get(postId) ?? 0) > seen.nowMs)
          throw new ViolationError(
            'one at a time',
            `post ${numberOf(run, postId)} is claimed, and somebody has it`,
          );
      }
      if (claimed.length === 0 && due > 0)
        throw new ViolationError('taken up', `${due} posts are due and none is claimed`);
      const numbered = claimed.map((claim) => ({ claim, number: numberOf(run, claim.postId) }));
      numbered.sort((a, b) => a.number - b.number);
      for (const { claim, number } of numbered) {
        if (!run.isWindingUp && chance.happens(WORKER_STOPS / 4)) continue;
        ready(stoppable(run, `a worker publishes ${number}`, WORKER_STOPS, (deps) => publish(deps, claim)));
      }
      if (!run.isWindingUp && chance.happens(Math.min(LOOKS_TWICE * run.trouble, 0.5)))
        ready(claim(run, ready));
      return `claimed ${numbered.map(({ number }) => number).join(', ')}`;
    },
  };
}

const publish = (deps: Deps, claim: ClaimedPost) => advanceClaimed(deps, claim);

/** As a dispatcher looks for due questions. */
export function look(run: Run, ready: (step: Step) => void): Step {
  const { seen, world } = run;
  return {
    name: 'a worker looks for questions',
    run: async () => {
      const expected = dueCount(seen, questionAtMs);
      const { due } = await findDueQuestions(world.deps, createLane(PLACES), []);
      if (due.length === 0 && expected > 0)
        throw new ViolationError('taken up', `${expected} questions are due and none is found`);
      const numbers = due.map(({ postId }) => numberOf(run, postId)).sort((a, b) => a - b);
      for (const number of numbers) {
        const { id } = run.known.all[number - 1]!;
        ready(
          stoppable(run, `a worker asks about ${number}`, ASKER_STOPS, (deps) =>
            checkPublishStatus(deps, id),
          ),
        );
      }
      return `found ${numbers.join(', ')}`;
    },
  };
}

const numberOf = ({ known }: Run, postId: string) => known.byId(postId)?.number ?? 0;

/** Work that may stop on the way, for good or to go on when somebody else has taken over long ago. */
function stoppable(run: Run, name: string, probability: number, work: (deps: Deps) => Promise<void>): Step {
  const { chance, agenda, world } = run;
  return {
    name,
    run: async () => {
      if (run.isWindingUp || !chance.happens(Math.min(probability * run.trouble, MOST_STOPS))) {
        await work(world.deps);
        return 'done';
      }
      const fate = { atCall: chance.int(1, MOST_CALLS), when: chance.pick(['before', 'after'] as const) };
      const isFrozen = chance.happens(0.5);
      const wakesAfterMs = chance.int(1, chance.pick([3_000, 10_000, 5 * MINUTE_MS]));
      const { deps, stopped } = mortal(world.deps, fate);
      const working = work(deps).then(() => ({ kind: 'done' }) as const);
      const end = await Promise.race([working, stopped]);
      if (end.kind === 'done') return 'done';
      if (!isFrozen) return `died ${fate.when} call ${fate.atCall}`;
      agenda.add(run.seen.nowMs + wakesAfterMs, {
        name: `${name}, woken up`,
        run: async () => {
          end.wakeUp();
          await working;
          return 'done';
        },
      });
      return `froze ${fate.when} call ${fate.atCall}`;
    },
  };
}

const TIMETABLE = [
  { name: 'refresh-idle-grants', everyMs: 24 * HOUR_MS },
  { name: 'give-back-grants', everyMs: 6 * HOUR_MS },
  { name: 'forecast-posts', everyMs: 6 * HOUR_MS },
];

/** What workers do on a timetable, here less often. */
export function keepTimetable(run: Run): void {
  const { agenda, chance, world } = run;
  const every = (periodMs: number, name: string, work: () => Promise<unknown>) => {
    const step: Step = {
      name,
      run: async () => {
        next();
        await work();
        return 'done';
      },
    };
    const next = () => agenda.add(world.nowMs() + periodMs + chance.int(0, 3_000), step, { isRoutine: true });
    next();
  };
  every(3 * HOUR_MS, 'held posts go on', () => sweep(world.deps));
  for (const { name, everyMs } of TIMETABLE) {
    const handler = allHandlers.find(({ job }) => job.name === name);
    if (!handler) throw new Error(`There is no job ${name}.`);
    every(everyMs, `a worker does ${name}`, () => handler.handle(world.deps, {}));
  }
}

/** As the sweeper comes round just after something changed that held posts wait for. */
export function resume({ world }: Run): Step {
  return {
    name: 'held posts go on',
    run: async () => {
      await sweep(world.deps);
      const [left] = await world.database.query<{ posts: number }>(
        `SELECT count(*)::int AS posts FROM posts WHERE status = 'HELD' AND problem_retry_at <= now()`,
      );
      if (left!.posts > 0)
        throw new ViolationError('taken up', `${left!.posts} held posts may go on and do not`);
      return 'done';
    },
  };
}

/** Lets workers do the jobs that were enqueued, each as a step of its own. */
export function takeJobs({ agenda, world }: Run): void {
  for (const { name, payload } of world.jobs.splice(0)) {
    const handler = allHandlers.find(({ job }) => job.name === name);
    if (!handler) throw new ViolationError('no defect', `Nobody handles the job ${name}.`);
    agenda.add(world.nowMs(), {
      name: `a worker does ${name}`,
      run: async () => {
        await handler.handle(world.deps, payload);
        return 'done';
      },
    });
  }
}

async function sweep(deps: Deps): Promise<void> {
  await holdDisconnected(deps);
  await resumeHeld(deps);
}
