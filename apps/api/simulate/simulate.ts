import { createHash } from 'node:crypto';
import { createChance } from './chance.ts';
import { Agenda, DAY_MS, HOUR_MS, type Run, type Step } from './driver.ts';
import { settleTeams } from './habits.ts';
import { bringMisfortunes, endMisfortunes, finishDrafts } from './misfortunes.ts';
import { ownProcess } from './own-process.ts';
import { KnownPosts } from './people-know.ts';
import { REST_RULES, RULES } from './rules.ts';
import { Seen } from './seen.ts';
import { ViolationError } from './violation.ts';
import { createPostman } from './webhooks.ts';
import { claim, dueAtMs, keepTimetable, look, questionAtMs, resume, takeJobs } from './workers.ts';
import { createWorld, START_MS, type World } from './world.ts';

export type SimulateOptions = {
  seed: number;
  days: number;
  teams: number;
  /** How much there is to do and how much goes wrong; 1, the default, is an ordinary month. */
  trouble?: number;
  /** A database server on which databases may be made, and dropped. */
  serverUrl: string;
  /** Ends the run after so many steps, for a replay; without it at rest. */
  steps?: number;
  /** Told of every step. */
  onStep?: (line: string) => void;
};

export type Outcome = {
  steps: number;
  /** Over everything that happened and all rows at the end, without what is random by design. */
  digest: string;
  posts: number;
  published: number;
  /** The first rule that did not hold. */
  violation: { rule: string; how: string; step: number; during: string; error?: unknown } | null;
};

/** All is at rest so long after the last new post, or something is stuck. */
const LONGEST_REST_MS = 20 * DAY_MS;
/** Of one instant. More is a loop that no time ends. */
const MOST_STEPS_AT_ONCE = 3_000;
/** Dispatchers look a moment after something is due. */
const LOOKS_WITHIN_MS = 200;

/**
 * Plays days of many teams, with everything that goes wrong, against the product's own code and a real Postgres, one step
 * at a time and each in an order that the seed gives. After every step all rules are checked.
 */
export async function simulate(options: SimulateOptions): Promise<Outcome> {
  const world = await createWorld(options.serverUrl);
  const owned = ownProcess(world.nowMs);
  try {
    return await play(world, options, (random) => owned.drawAlways(random));
  } finally {
    owned.giveBack();
    await world.close();
  }
}

async function play(
  world: World,
  {
    seed,
    days,
    teams,
    trouble = 1,
    steps: mostSteps = Number.POSITIVE_INFINITY,
    onStep = () => {},
  }: SimulateOptions,
  drawAlways: (random: number) => void,
): Promise<Outcome> {
  const known = new KnownPosts();
  const seen = new Seen(known);
  const run: Run = {
    world,
    known,
    seen,
    chance: createChance(seed),
    agenda: new Agenda(),
    trouble,
    isWindingUp: false,
  };
  const postman = createPostman(run);
  const log = createHash('sha256');
  const untilMs = START_MS + days * DAY_MS;
  let ready: Step[] = [];
  let count = 0;
  let atOnce = 0;
  const add = (step: Step) => void ready.push(step);

  seen.look(world.nowMs(), await world.database.takeChanges(), world.simulator);
  settleTeams(run, teams, untilMs);
  bringMisfortunes(run, untilMs);
  keepTimetable(run);
  run.agenda.add(untilMs, { name: 'nothing goes wrong any more', run: () => windUp(run) });

  let during = 'the beginning';
  const violated = (error: unknown): Outcome => {
    const rule = error instanceof ViolationError ? error.rule : 'no defect';
    const message = error instanceof Error ? error.message : String(error);
    // Prisma begins with the code around the call.
    const how = message.trim().split('\n').at(-1) ?? '';
    return { ...outcome(), violation: { rule, how, step: count, during, error } };
  };
  const outcome = () => ({
    steps: count,
    digest: log.copy().digest('hex').slice(0, 16),
    posts: known.all.length,
    published: [...seen.posts.values()].filter(({ status }) => status === 'PUBLISHED').length,
    violation: null,
  });

  try {
    while (count < mostSteps) {
      ready.push(...run.agenda.takeDue(world.nowMs()));
      if (ready.length === 0) addDue(run, add);
      if (ready.length === 0) {
        const nextMs = nextInstant(run);
        if (nextMs === Number.POSITIVE_INFINITY) break;
        if (nextMs > untilMs + LONGEST_REST_MS) throw new ViolationError('comes to rest', unrested(run));
        await world.moveTo(nextMs);
        seen.nowMs = world.nowMs();
        atOnce = 0;
        postman.collect();
        continue;
      }
      if (++atOnce > MOST_STEPS_AT_ONCE)
        throw new ViolationError('time goes on', `${during} again and again`);
      const step = ready[run.chance.int(0, ready.length - 1)]!;
      ready = ready.filter((other) => other !== step);
      count++;
      during = step.name;
      drawAlways(run.chance.next());
      const word = await step.run();
      const line = `${count} ${new Date(world.nowMs()).toISOString()} ${step.name}: ${word}`;
      log.update(`${line}\n`);
      onStep(line);
      seen.look(world.nowMs(), await world.database.takeChanges(), world.simulator);
      postman.collect();
      takeJobs(run);
      for (const rule of RULES) for (const how of rule.broken(seen)) throw new ViolationError(rule.name, how);
      if (seen.hasConnectionChanged) add(resume(run));
    }
    if (mostSteps === Number.POSITIVE_INFINITY) {
      during = 'the end';
      for (const rule of REST_RULES)
        for (const how of rule.broken(seen)) throw new ViolationError(rule.name, how);
    }
    for (const line of rowsWithoutIds(run)) log.update(`${line}\n`);
    return outcome();
  } catch (error) {
    return violated(error);
  }
}

async function windUp(run: Run): Promise<string> {
  run.isWindingUp = true;
  endMisfortunes(run);
  const finish = (): Step => ({
    name: 'drafts are published',
    run: async () => {
      if (
        [...run.seen.posts.values()].some(({ status }) => status === 'IN_INBOX' || status === 'SCHEDULED')
      ) {
        if (run.world.nowMs() < run.seen.nowMs + LONGEST_REST_MS)
          run.agenda.add(run.seen.nowMs + HOUR_MS, finish());
      }
      return finishDrafts(run);
    },
  });
  run.agenda.add(run.seen.nowMs, finish());
  return 'done';
}

/** What the rows ask for now. */
function addDue(run: Run, add: (step: Step) => void): void {
  const { seen } = run;
  const isDue = (atMs: number | null) => atMs !== null && atMs <= seen.nowMs;
  const posts = [...seen.posts.values()];
  if (posts.some((post) => isDue(dueAtMs(post)))) add(claim(run, add));
  if (posts.some((post) => isDue(questionAtMs(post)))) add(look(run, add));
  if (posts.some((post) => post.status === 'HELD' && isDue(post.problemRetryAtMs))) add(resume(run));
}

/** The next time at which anything is due, where a dispatcher comes a moment later; infinity when all is at rest. */
function nextInstant({ agenda, chance, seen, isWindingUp }: Run): number {
  let rowsMs = Number.POSITIVE_INFINITY;
  for (const post of seen.posts.values()) {
    const retryAtMs = post.status === 'HELD' ? post.problemRetryAtMs : null;
    for (const atMs of [dueAtMs(post), questionAtMs(post), retryAtMs])
      rowsMs = Math.min(rowsMs, atMs ?? rowsMs);
  }
  if (isWindingUp && agenda.isIdle && rowsMs === Number.POSITIVE_INFINITY) return rowsMs;
  return Math.max(seen.nowMs + 1, Math.min(agenda.nextMs, rowsMs + chance.int(0, LOOKS_WITHIN_MS)));
}

function unrested({ known, seen }: Run): string {
  const left = known.all.filter(({ id }) =>
    ['SCHEDULED', 'PUBLISHING', 'PROCESSING'].includes(seen.posts.get(id)?.status ?? ''),
  );
  return `posts ${left.map(({ number, id }) => `${number} (${seen.posts.get(id)?.status})`).join(', ')} are still on their way`;
}

/** The end of every post, in words that do not differ between two runs of one seed. */
function* rowsWithoutIds({ known, seen }: Run): Generator<string> {
  for (const { id, number } of known.all) {
    const { status, problemCode, publishAtMs, tiktokPostIds } = seen.posts.get(id)!;
    const attempts = seen
      .attemptsOf(id)
      .map(({ number, step, outcome, errorCode }) => [number, step, outcome, errorCode]);
    const events = seen.eventsOf.get(id)?.map(({ type }) => type);
    yield JSON.stringify([number, status, problemCode, publishAtMs, tiktokPostIds.length, attempts, events]);
  }
}
