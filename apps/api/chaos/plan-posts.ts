import { randomUUID } from 'node:crypto';
import { link } from 'node:fs/promises';
import { join } from 'node:path';
import { TIKTOK_SCOPES } from '@airdate/tiktok';
import { saveAccount } from '../bench/installation.ts';
import { contentHash } from '../src/posts/content-hash.ts';
import { Subject } from './gates/points.ts';
import type { ChunkCount, World } from './world.ts';

/** A way of a post to TikTok. */
export type Way = {
  name: string;
  mode: 'DIRECT' | 'INBOX';
  chunks: ChunkCount;
  /** Whether the access token has to be refreshed first. */
  isStale: boolean;
};

export const WAYS: Way[] = [
  { name: 'direct', mode: 'DIRECT', chunks: 1, isStale: false },
  { name: 'direct-chunks', mode: 'DIRECT', chunks: 2, isStale: false },
  { name: 'inbox', mode: 'INBOX', chunks: 1, isStale: false },
  { name: 'inbox-chunks', mode: 'INBOX', chunks: 2, isStale: false },
  { name: 'refresh', mode: 'DIRECT', chunks: 1, isStale: true },
];

export function wayNamed(wanted: string): Way {
  const way = WAYS.find(({ name }) => name === wanted);
  if (!way) throw new RangeError(`There is no way "${wanted}".`);
  return way;
}

/** A post of a team and a creator of its own. */
export type PlannedPost = {
  postId: string;
  grantId: string;
  openId: string;
  mode: Way['mode'];
  subject: Subject;
};

let creators = 0;

/** Saves a post as `schedulePost` leaves it. @param dueInMs by the database's clock */
export async function planPost(
  world: World,
  { mode, chunks, isStale }: Way,
  dueInMs: number,
): Promise<PlannedPost> {
  const { deps, simulator } = world;
  const username = `creator.${++creators}`;
  simulator.createCreator({ username, dailyPostCap: 1_000_000 });
  const tokens = simulator.issueTokens(username, [...TIKTOK_SCOPES]);
  const { id: teamId } = await deps.db.team.create({ data: { name: username, slug: `team-${creators}` } });
  const accountId = await saveAccount(deps, teamId, username, tokens);
  const { grantId } = await deps.db.account.findUniqueOrThrow({ where: { id: accountId } });
  if (isStale) {
    const accessTokenExpiresAt = new Date(deps.clock.now().getTime() + 60_000);
    await deps.db.grant.update({ where: { id: grantId }, data: { accessTokenExpiresAt } });
  }
  const media = await deps.db.mediaAsset.create({
    data: {
      teamId,
      ...(await copyVideo(world, chunks)),
      status: 'READY',
      fileName: 'harbour.mp4',
      contentType: 'video/mp4',
      durationSeconds: 4,
      width: 1080,
      height: 1920,
    },
  });
  const post = await deps.db.post.create({
    data: {
      ...{ teamId, accountId, mediaAssetId: media.id, mode, status: 'DRAFT' },
      ...(mode === 'DIRECT' && { privacyLevel: 'SELF_ONLY' as const, caption: username }),
      publishAt: new Date(deps.clock.now().getTime() + dueInMs),
    },
  });
  await deps.db.consent.create({
    data: {
      postId: post.id,
      ...{ creatorUsername: username, creatorNickname: username, contentHash: contentHash(post) },
    },
  });
  const subject = new Subject(
    [post.id, accountId, teamId, grantId, media.id],
    [tokens.accessToken, tokens.refreshToken, tokens.openId],
  );
  world.subjects.add(subject);
  await deps.db.post.update({ where: { id: post.id }, data: { status: 'SCHEDULED' } });
  return { postId: post.id, grantId, openId: tokens.openId, mode, subject };
}

/** Costs no room: another name of the same file. */
async function copyVideo({ deps, videos }: World, chunks: ChunkCount) {
  const { storageKey: original, sizeBytes } = videos[chunks];
  const storageKey = `uploads/${randomUUID()}`;
  const { storageDir } = deps.config;
  await link(join(storageDir, original), join(storageDir, storageKey));
  return { storageKey, sizeBytes };
}
