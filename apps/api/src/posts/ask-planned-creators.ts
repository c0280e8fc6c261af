import { TikTokError } from '@airdate/tiktok';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { callTikTok } from '../quota/call-tiktok.ts';
import { DAY_MS } from '../quota/quota.ts';
import { DUE_STATUSES } from './post.ts';
import { storeCreatorInfo } from './stored-creator-info.ts';

const BATCH = 200;
/** Creators with a post within this time are asked about. */
const AHEAD_MS = 7 * DAY_MS;
/** A little less than a day, so that a question a day is enough. */
const FRESH_MS = 20 * 3_600_000;
const USE = { purpose: 'CREATOR_INFO', actor: { kind: 'system' }, teamId: null } as const;

/**
 * Asks TikTok once a day what the creators allow for whom a direct post is planned within a week, so that a change of
 * theirs, or a connection that has ended, is known before the post is due. One that cannot be asked is left to the next time.
 */
export async function askPlannedCreators(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const soon = { lt: new Date(now.getTime() + AHEAD_MS) };
  const grants = await deps.db.grant.findMany({
    where: {
      status: 'ACTIVE',
      clientKey: deps.config.tiktok.clientKey,
      scopes: { has: 'video.publish' },
      accounts: {
        some: {
          status: 'ACTIVE',
          posts: { some: { status: { in: DUE_STATUSES }, mode: 'DIRECT', publishAt: soon } },
        },
      },
      OR: [{ creatorInfo: null }, { creatorInfo: { fetchedAt: { lt: new Date(now.getTime() - FRESH_MS) } } }],
    },
    orderBy: { creatorInfo: { fetchedAt: 'asc' } },
    select: { id: true },
    take: BATCH,
  });
  for (const { id: grantId } of grants) {
    try {
      const call = { grantId, bucket: 'creator_info.query', use: USE } as const;
      const creator = await callTikTok(deps, call, (accessToken) =>
        deps.tiktok.queryCreatorInfo({ accessToken }),
      );
      await storeCreatorInfo(deps.db, grantId, creator, deps.clock.now());
    } catch (error) {
      if (!(error instanceof TikTokError) && !(error instanceof DomainError)) throw error;
      deps.log.info(
        { grantId, code: error.code },
        'TikTok could not be asked about a creator ahead of a post',
      );
    }
  }
}
