import { availableActions } from '../src/posts/post.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Run } from './driver.ts';
import { agreeTo, decide, disconnect, editPost, orRefusal, retry, withdraw, writePost } from './people.ts';
import type { KnownPost } from './people-know.ts';
import { isAtEnd } from './post-life.ts';
import { connect, foundTeam, type Team } from './teams.ts';

const POSTS_A_DAY = 0.8;
const BURSTS = 0.02;
const POSTS_IN_A_BURST = 8;
/** A person who was refused so often leaves the draft alone. */
const MOST_TRIES = 4;
/** After so many visits to a post that does not get on, it is withdrawn. */
const MOST_VISITS = 4;

/** Codes that ask for a new consent of the creator. */
const NEEDS_CONSENT = /reconnect|disconnected|scope|token|auth|revoked|permission/;

/** Lets teams come, connect creators, write posts and see to what stops. */
export function settleTeams(run: Run, count: number, untilMs: number): void {
  const { agenda, chance, seen } = run;
  for (let number = 1; number <= count; number++) {
    agenda.add(seen.nowMs + chance.int(0, Math.min(2 * DAY_MS, (untilMs - seen.nowMs) / 4)), {
      name: `team ${number} comes`,
      run: async () => {
        const team = await foundTeam(run, number);
        // Every fourth team shares a creator with the one before it.
        const own = `creator.${number}`;
        const shared = number % 4 === 0 ? [`creator.${number - 1}`] : [];
        for (const creator of [own, ...shared])
          later(run, 30, team, `connects ${creator}`, () => connect(run, team, creator));
        liveOn(run, team, untilMs);
        return 'founded';
      },
    });
  }
}

/** @param withinMinutes at a random time until then */
function later(
  run: Run,
  withinMinutes: number,
  { number }: Team,
  name: string,
  work: () => Promise<string>,
): void {
  run.agenda.add(run.seen.nowMs + run.chance.int(1_000, withinMinutes * MINUTE_MS), {
    name: `team ${number} ${name}`,
    run: () => orRefusal(work),
  });
}

function liveOn(run: Run, team: Team, untilMs: number): void {
  const { agenda, chance } = run;
  const again = (everyMs: number, name: string, work: () => Promise<string>) => {
    const next = () => {
      const atMs = run.seen.nowMs + chance.int(everyMs / 2, everyMs * 1.5);
      if (atMs < untilMs) agenda.add(atMs, { name: `team ${team.number} ${name}`, run: act });
    };
    const act = async () => {
      next();
      return orRefusal(work);
    };
    next();
  };
  again(DAY_MS / (POSTS_A_DAY * Math.min(run.trouble, 6)), 'writes', () => begin(run, team));
  again((8 * HOUR_MS) / Math.min(run.trouble, 4), 'looks', async () => lookAfter(run, team));
  agenda.add(untilMs, { name: `team ${team.number} winds up`, run: () => windUp(run, team) });
}

/** Comes back as long as any post of the team is on its way or needs somebody. */
async function windUp(run: Run, team: Team): Promise<string> {
  const isUnderWay = run.known.all.some((post) => {
    const row = post.team === team.number ? run.seen.posts.get(post.id) : undefined;
    return row !== undefined && row.status !== 'DRAFT' && !isAtEnd(row.status);
  });
  const word = lookAfter(run, team);
  if (isUnderWay) {
    const again = { name: `team ${team.number} winds up`, run: () => windUp(run, team) };
    run.agenda.add(run.seen.nowMs + 3 * HOUR_MS, again);
  }
  return word;
}

async function begin(run: Run, team: Team): Promise<string> {
  const { chance } = run;
  if (team.accounts.size === 0 || run.isWindingUp) return 'nothing';
  if (chance.happens(0.015)) return disconnect(team, chance.pick([...team.accounts.keys()]));
  const creator = chance.pick([...team.accounts.keys()]);
  if (chance.happens(BURSTS)) return burst(run, team, creator);
  const post = await writePost(run, team, creator);
  const act = (withinMinutes: number, name: string, work: () => Promise<string>) =>
    later(run, withinMinutes, team, `${name} post ${post.number}`, work);
  if (chance.happens(0.15)) act(30, 'edits', () => editPost(run, team, post));
  if (chance.happens(0.95)) agreeSoon(run, team, post, 1);
  if (chance.happens(0.08)) act(600, 'edits', () => editPost(run, team, post));
  if (chance.happens(0.05)) act(900, 'cancels', () => withdraw(team, post));
  return `wrote post ${post.number}`;
}

/** So much at once that TikTok's calls a minute do not suffice. */
async function burst(run: Run, team: Team, creator: string): Promise<string> {
  for (let n = 0; n < POSTS_IN_A_BURST; n++) {
    const post = await writePost(run, team, creator);
    later(run, 1, team, `agrees to post ${post.number}`, () => agreeTo(run, team, post, 'now'));
  }
  return `wrote ${POSTS_IN_A_BURST} posts`;
}

function agreeSoon(run: Run, team: Team, post: KnownPost, tries: number): void {
  const { chance } = run;
  const when = chance.happens(0.25) ? 'now' : 'later';
  later(run, tries === 1 ? 120 : 12 * 60, team, `agrees to post ${post.number}`, async () => {
    const row = run.seen.posts.get(post.id);
    if (row?.status !== 'DRAFT') return 'nothing';
    const word = await orRefusal(() => agreeTo(run, team, post, when));
    if (!word.startsWith('refused')) return word;
    if (NEEDS_CONSENT.test(word)) reconnectSoon(run, team, post.written.creator);
    else if (/privacy|interaction|choices/.test(word))
      await orRefusal(() => editPost(run, team, post, SAFE_CHOICES));
    if (tries < MOST_TRIES) agreeSoon(run, team, post, tries + 1);
    return word;
  });
}

/** What every creator offers. */
const SAFE_CHOICES = {
  privacyLevel: 'SELF_ONLY',
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  brandedContent: false,
} as const;

function reconnectSoon(run: Run, team: Team, creator: string): void {
  later(run, 600, team, `connects ${creator} again`, async () => {
    const id = team.accounts.get(creator);
    const account = id === undefined ? undefined : run.seen.accounts.get(id);
    const grant = account && run.seen.grants.get(account.grantId);
    if (account?.status === 'ACTIVE' && grant?.status === 'ACTIVE' && !run.chance.happens(0.5))
      return 'nothing';
    return connect(run, team, creator);
  });
}

const STOPPED = ['HELD', 'FAILED', 'UNCONFIRMED', 'NEEDS_ATTENTION'];

/** Posts that a person can still do something about. */
function unsettled({ known, seen }: Run, { number }: Team): KnownPost[] {
  return known.all.filter((post) => {
    const row = seen.posts.get(post.id);
    if (post.team !== number || !row || row.status === 'DRAFT') return false;
    return STOPPED.includes(row.status) && availableActions(row).some((action) => action !== 'EDIT');
  });
}

/** Sees to every post that stopped: what is done follows at different times. */
function lookAfter(run: Run, team: Team): string {
  const posts = unsettled(run, team);
  for (const post of posts) seeTo(run, team, post);
  return posts.length === 0 ? 'nothing' : `sees to ${posts.map(({ number }) => number).join(', ')}`;
}

function seeTo(run: Run, team: Team, post: KnownPost): void {
  const { chance, seen } = run;
  const row = seen.posts.get(post.id)!;
  const actions = availableActions(row);
  const act = (name: string, work: () => Promise<string>) =>
    later(run, 15, team, `${name} post ${post.number}`, work);
  if (actions.includes('GIVE_UP')) {
    if (run.isWindingUp || chance.happens(0.6)) act('decides', () => decide(run, team, post));
    return;
  }
  if (row.problemRetryAtMs !== null && chance.happens(0.8)) return;
  post.visits++;
  if (post.visits > MOST_VISITS) act('cancels', () => withdraw(team, post));
  else if (NEEDS_CONSENT.test(row.problemCode ?? '')) reconnectSoon(run, team, post.written.creator);
  else if (actions.includes('RETRY') && chance.happens(0.75)) act('retries', () => retry(team, post));
  else {
    act('edits', async () => {
      const word = await editPost(run, team, post, SAFE_CHOICES);
      agreeSoon(run, team, post, 1);
      return word;
    });
  }
}
