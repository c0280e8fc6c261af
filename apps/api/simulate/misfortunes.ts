import { DAY_MS, HOUR_MS, MINUTE_MS, type Run, type Step } from './driver.ts';

/** How often something goes wrong, for each creator. */
const BAD_DAYS = 0.2;

const FAIL_REASONS = [
  'internal',
  'file_format_check_failed',
  'spam_risk_user_banned_from_posting',
  'video_pull_failed',
];
const ENDPOINTS = [
  'creator_info.query',
  'video.init',
  'upload',
  'status.fetch',
  'oauth.refresh',
  'inbox.video.init',
] as const;

type FaultInput = Parameters<Run['world']['simulator']['faults']['add']>[0];
type Misfortune = (run: Run, creator: string) => string;

/** Breaks off a number of calls of one kind. */
function strike(run: Run, creator: string, fault: Omit<FaultInput, 'creator'>): string {
  run.world.simulator.faults.add({ ...fault, creator });
  const { point, effect, times = 1 } = fault;
  return `${point} ${effect.kind} ×${times} for ${creator}`;
}

const MISFORTUNES: Misfortune[] = [
  // An answer is lost, before or after TikTok did what it was asked.
  (run, creator) =>
    strike(run, creator, {
      point: run.chance.pick(ENDPOINTS),
      effect: { kind: 'drop', when: run.chance.pick(['before', 'after']) },
      times: run.chance.int(1, 5),
    }),
  (run, creator) =>
    strike(run, creator, {
      point: run.chance.pick(['video.init', 'upload']),
      effect: { kind: 'drop', when: 'after' },
      times: run.chance.int(1, 2),
    }),
  (run, creator) =>
    strike(run, creator, {
      point: run.chance.pick(ENDPOINTS),
      effect: {
        kind: 'http',
        status: run.chance.pick([500, 502, 503, 504]),
        when: run.chance.pick(['before', 'after']),
      },
      times: run.chance.int(1, 8),
    }),
  // TikTok counts calls of other apps, too.
  (run, creator) =>
    strike(run, creator, {
      point: run.chance.pick(['creator_info.query', 'video.init', 'status.fetch']),
      effect: { kind: 'error', code: 'rate_limit_exceeded' },
      times: run.chance.int(1, 4),
    }),
  (run, creator) =>
    strike(run, creator, {
      point: 'upload',
      effect: run.chance.pick([
        { kind: 'range_416' },
        { kind: 'range_header_lost' },
        { kind: 'http', status: 400 },
        { kind: 'http', status: 403 },
        { kind: 'http', status: 404 },
      ]),
      times: run.chance.int(1, 6),
    }),
  (run, creator) =>
    strike(run, creator, {
      point: 'processing',
      effect: { kind: 'fail', reason: run.chance.pick(FAIL_REASONS) },
    }),
  (run, creator) =>
    strike(run, creator, {
      point: run.chance.pick(['processing', 'moderation']),
      effect: { kind: 'delay', ms: run.chance.int(MINUTE_MS, run.chance.pick([5 * MINUTE_MS, HOUR_MS])) },
    }),
  // No end for days, so seldom.
  (run, creator) =>
    strike(
      run,
      creator,
      run.chance.pick([
        { point: 'processing', effect: { kind: 'stuck' } },
        { point: 'moderation', effect: { kind: 'withhold_id' } },
        { point: 'processing', effect: { kind: 'delay', ms: run.chance.int(2 * HOUR_MS, 30 * HOUR_MS) } },
      ]),
    ),
  (run, creator) =>
    strike(run, creator, {
      point: run.chance.pick(['creator_info.query', 'video.init', 'status.fetch']),
      effect: { kind: 'error', code: run.chance.pick(['access_token_invalid', 'scope_not_authorized']) },
      times: run.chance.int(1, 2),
    }),
  (run, creator) => strike(run, creator, { point: 'creator_info.query', effect: { kind: 'flip_private' } }),
  // A creator who may post little, or nothing, for a while.
  (run, creator) => forAWhile(run, creator, { dailyPostCap: run.chance.int(1, 2) }, { dailyPostCap: 15 }),
  (run, creator) => forAWhile(run, creator, { banned: true }, { banned: false }),
  (run, creator) => forAWhile(run, creator, { commentDisabled: true }, { commentDisabled: false }),
  (run, creator) => {
    run.world.simulator.disconnect(creator);
    return `${creator} removes the app`;
  },
];

type Creator = Parameters<Run['world']['simulator']['updateCreator']>[1];

function forAWhile(run: Run, creator: string, changes: Creator, back: Creator): string {
  const { agenda, chance, world } = run;
  world.simulator.updateCreator(creator, changes);
  agenda.add(run.seen.nowMs + chance.int(HOUR_MS, 2 * DAY_MS), {
    name: `${creator} is as before`,
    run: async () => {
      world.simulator.updateCreator(creator, back);
      return 'done';
    },
  });
  return `${creator}: ${JSON.stringify(changes)}`;
}

/** Lets things go wrong at TikTok until a time. */
export function bringMisfortunes(run: Run, untilMs: number): void {
  const { agenda, chance, world } = run;
  const recurring = (meanMs: () => number, name: string, act: () => Promise<string>) => {
    const next = () => {
      const atMs = run.seen.nowMs - Math.log(1 - chance.next()) * meanMs();
      if (atMs < untilMs) agenda.add(atMs, step);
    };
    const step: Step = {
      name,
      run: async () => {
        next();
        return act();
      },
    };
    next();
  };
  const creators = () => world.simulator.creators().map(({ username }) => username);
  const count = () => Math.max(1, creators().length);
  recurring(
    () => DAY_MS / (count() * BAD_DAYS * run.trouble),
    'misfortune',
    async () => (creators().length === 0 ? 'none' : chance.pick(MISFORTUNES)(run, chance.pick(creators()))),
  );
  recurring(
    () => 5 * DAY_MS,
    'TikTok is down',
    () => outage(run),
  );
  recurring(
    () => DAY_MS / (count() * 0.05),
    'a post is taken away',
    () => takeAway(run),
  );
  recurring(
    () => 40 * MINUTE_MS,
    'drafts are published',
    () => finishDrafts(run),
  );
}

async function outage({ agenda, chance, seen, world }: Run): Promise<string> {
  const effect = chance.pick([
    { kind: 'http', status: 503 },
    { kind: 'drop', when: 'before' },
  ] as const);
  const { id } = world.simulator.faults.add({ point: '*', effect, times: null });
  const lastsMs = chance.int(MINUTE_MS, chance.pick([10 * MINUTE_MS, 2 * HOUR_MS, 9 * HOUR_MS]));
  agenda.add(seen.nowMs + lastsMs, {
    name: 'TikTok is up again',
    run: async () => {
      world.simulator.faults.remove(id);
      return 'done';
    },
  });
  return `for ${lastsMs} ms`;
}

/** The creator makes a post private, deletes it, or makes it public again. */
async function takeAway({ chance, known, world }: Run): Promise<string> {
  const { simulator } = world;
  const posts = simulator.posts().filter(({ deleted }) => !deleted);
  if (posts.length === 0) return 'none';
  const { id, media, settings } = chance.pick(posts);
  const change =
    settings.privacyLevel === 'SELF_ONLY'
      ? { privacyLevel: 'PUBLIC_TO_EVERYONE' }
      : chance.pick([{ privacyLevel: 'SELF_ONLY' }, { deleted: true }]);
  await fetch(`${simulator.url}/control/posts/${id}`, { method: 'PUT', body: JSON.stringify(change) });
  return `post ${known.byVideo(media[0]!.sha256)?.number}: ${JSON.stringify(change)}`;
}

/** Creators publish what lies in their inboxes. */
export async function finishDrafts({ world }: Pick<Run, 'world'>): Promise<string> {
  const { simulator } = world;
  const drafts = simulator.tasks().filter(({ status }) => status === 'SEND_TO_USER_INBOX');
  for (const { publishId } of drafts)
    simulator.finishDraft(publishId, { privacyLevel: 'PUBLIC_TO_EVERYONE' });
  return `${drafts.length}`;
}

/** From here on nothing goes wrong at TikTok, and it has an answer to everything. */
export function endMisfortunes({ world }: Run): void {
  const { simulator } = world;
  simulator.faults.clear();
  for (const { username } of simulator.creators()) {
    simulator.updateCreator(username, {
      dailyPostCap: 15,
      banned: false,
      commentDisabled: false,
      private: false,
    });
  }
}
