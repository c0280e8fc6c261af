import type { PostMode } from '@airdate/db';
import { expect, test } from 'vitest';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { instantsAround } from './planned-posts.queries.ts';

const HOUR_MS = 3_600_000;
const NOON = new Date('2026-11-23T12:00:00Z');

function at(hours: number): Date {
  return new Date(NOON.getTime() + hours * HOUR_MS);
}

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
      },
    },
  };
}

test('posts of all teams count around a time: sent, being sent, scheduled and held, each once', async () => {
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

  const hours = async (plan: { mode: PostMode; exceptPostIds?: string[] }) => {
    const instants = await instantsAround(deps.db, { grantId, at: NOON, ...plan });
    return instants.map((instant) => (instant.getTime() - NOON.getTime()) / HOUR_MS).sort((a, b) => a - b);
  };
  expect(await hours({ mode: 'DIRECT', exceptPostIds: [own.id] })).toEqual([-3, -2, -1, -1, 2, 3]);
  expect(await hours({ mode: 'DIRECT' })).toEqual([-3, -2, -1, -1, 0, 2, 3]);
  expect(await hours({ mode: 'INBOX' })).toEqual([1]);
});
