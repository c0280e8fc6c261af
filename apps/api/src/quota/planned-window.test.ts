import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { checkPlannedWindow, fitIntoWindow } from './planned-window.ts';
import { DAY_MS } from './quota.ts';

const HOUR_MS = 3_600_000;
const NOON = new Date('2026-11-23T12:00:00Z');

function at(hours: number): Date {
  return new Date(NOON.getTime() + hours * HOUR_MS);
}

function times(count: number, date: Date): Date[] {
  return Array.from({ length: count }, () => date);
}

test.each([
  ['nothing else', [], { fits: true, planned: 0 }],
  ['14 others in the hour before', times(14, at(-1)), { fits: true, planned: 14 }],
  ['15 others in the hour before', times(15, at(-1)), { fits: false, planned: 15, nextFitAt: at(23) }],
  ['15 others in the hour after', times(15, at(1)), { fits: false, planned: 15, nextFitAt: at(25) }],
  ['15 others exactly 24 hours before', times(15, at(-24)), { fits: true, planned: 0 }],
  ['15 others exactly 24 hours after', times(15, at(24)), { fits: true, planned: 0 }],
  [
    '8 others 20 hours before and 8 others 20 hours after',
    [...times(8, at(-20)), ...times(8, at(20))],
    { fits: true, planned: 8 },
  ],
  [
    '15 others spread over 24 hours around it',
    Array.from({ length: 15 }, (_, i) => at(-14 + i * 1.5)),
    { fits: false, planned: 15, nextFitAt: at(10) },
  ],
])('with %s', (_title, others, expected) => {
  expect(fitIntoWindow(others, NOON, 15)).toEqual({ ...expected, cap: 15 });
});

const instants = fc.array(
  fc.integer({ min: -60, max: 90 }).map((halfHours) => at(halfHours / 2)),
  { maxLength: 40 },
);

/** The most posts in any 24 hours, end excluded. */
function fullest(all: Date[]): number {
  return Math.max(
    ...all.map((start) => all.filter((t) => t >= start && t.getTime() < start.getTime() + DAY_MS).length),
  );
}

/** Others that obey the cap themselves, as plans do that went through this rule. */
function within(cap: number, candidates: Date[]): Date[] {
  const kept: Date[] = [];
  for (const candidate of candidates) if (fullest([...kept, candidate]) <= cap) kept.push(candidate);
  return kept;
}

test('a post fits exactly when no 24 hours then hold more than the cap, and the next fit is the earliest', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 6 }), (candidates, cap) => {
      const others = within(cap, candidates);
      const answer = fitIntoWindow(others, NOON, cap);
      const fitsAt = (time: Date) => fullest([...others, time]) <= cap;
      expect(answer.fits).toBe(fitsAt(NOON));
      if (answer.fits) return;
      expect(fitsAt(answer.nextFitAt)).toBe(true);
      for (let time = NOON; time < answer.nextFitAt; time = new Date(time.getTime() + HOUR_MS / 4)) {
        expect(fitsAt(time)).toBe(false);
      }
    }),
  );
});

const deps = await createTestDeps({ jobs: [] });

/** Two teams that connected the same creator. */
async function sharedCreator() {
  const [first, second] = [await createTestTeam(deps), await createTestTeam(deps)];
  const account = await createTestAccount(deps.db, first.teamId);
  const elsewhere = await createTestAccount(deps.db, second.teamId, { grantId: account.grantId });
  return { grantId: account.grantId, accounts: [account, elsewhere] };
}

async function newPost(account: { id: string; teamId: string }, data: object) {
  const asset = await deps.db.mediaAsset.create({
    data: {
      teamId: account.teamId,
      fileName: 'a.mp4',
      contentType: 'video/mp4',
      sizeBytes: 1,
      storageKey: `uploads/${Math.random()}`,
    },
  });
  return deps.db.post.create({
    data: { teamId: account.teamId, accountId: account.id, mediaAssetId: asset.id, ...data },
  });
}

function attempt(publishId: string | null, startedAt: Date, outcome: 'PUBLISHED' | 'FAILED' | null = null) {
  return {
    attempts: {
      create: {
        number: 1,
        publishId: publishId && `${publishId}${Math.random()}`,
        startedAt,
        outcome,
        sizeBytes: 1,
        chunkSizeBytes: 1,
        totalChunkCount: 1,
      },
    },
  };
}

test('posts of all teams count: sent, being sent, scheduled and held, each once', async () => {
  const { grantId, accounts } = await sharedCreator();
  const [mine, theirs] = [accounts[0]!, accounts[1]!];
  await newPost(mine, { status: 'PUBLISHED', publishAt: at(-3), ...attempt('a', at(-3), 'PUBLISHED') });
  await newPost(theirs, { status: 'PROCESSING', publishAt: at(-2), ...attempt('b', at(-2)) });
  await newPost(theirs, { status: 'PUBLISHING', publishAt: at(-1), ...attempt('c', at(-1)) });
  await newPost(mine, { status: 'PUBLISHING', publishAt: at(-1), ...attempt(null, at(-1)) });
  await newPost(theirs, { status: 'SCHEDULED', publishAt: at(2) });
  await newPost(mine, { status: 'HELD', publishAt: at(-30), problemRetryAt: at(3) });
  const own = await newPost(mine, { status: 'SCHEDULED', publishAt: at(0) });
  // None of these is in the window, or a direct post.
  await newPost(mine, { status: 'PUBLISHED', publishAt: at(-25), ...attempt('d', at(-25), 'PUBLISHED') });
  await newPost(mine, { status: 'CANCELLED', publishAt: at(1) });
  await newPost(mine, { status: 'DRAFT' });
  await newPost(mine, { status: 'SCHEDULED', mode: 'INBOX', publishAt: at(1) });

  const plan = { grantId, publishAt: NOON, exceptPostId: own.id };
  expect(await checkPlannedWindow(deps, plan)).toEqual({ fits: true, planned: 6, cap: 15 });
  expect(await checkPlannedWindow(deps, { grantId, publishAt: NOON })).toMatchObject({ planned: 7 });
  expect(await checkPlannedWindow(deps, { ...plan, mode: 'INBOX' })).toEqual({
    fits: true,
    planned: 1,
    cap: 5,
  });
});

test('the 16th post of a day is told when it fits', async () => {
  const { grantId, accounts } = await sharedCreator();
  for (let i = 0; i < 15; i++) {
    await newPost(accounts[i % 2]!, { status: 'SCHEDULED', publishAt: at(i) });
  }
  expect(await checkPlannedWindow(deps, { grantId, publishAt: at(20) })).toEqual({
    fits: false,
    planned: 15,
    cap: 15,
    nextFitAt: at(24),
  });
  expect(await checkPlannedWindow(deps, { grantId, publishAt: at(24) })).toMatchObject({ fits: true });
});
