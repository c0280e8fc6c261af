import type { Prisma } from '@airdate/db';
import { connectionEndsAt } from '../accounts/connection-end.ts';
import { postingObstacle } from '../accounts/may-post.ts';
import type { Deps } from '../deps.ts';
import type { ProblemCode } from '../explain-failure.ts';
import { explainFailure } from '../explain-failure.ts';
import { type ActiveCap, findActiveCap } from './find-active-cap.ts';
import { DUE_STATUSES } from './post.ts';
import type { PostChoices } from './post-choices.ts';
import { CREATOR_RULES, checkDirectPost } from './posting-rules.ts';

/** What would keep a planned post from going out at its time. */
export type Forecast = {
  id: string;
  teamId: string;
  accountId: string;
  /** Empty when nothing is in its way, as far as is known. */
  codes: ProblemCode[];
  /** What the team was told of before. */
  warnedCodes: string[];
};

const FACTS = {
  account: { include: { grant: { include: { creatorInfo: true } } } },
  mediaAsset: { select: { durationSeconds: true } },
} satisfies Prisma.PostInclude;
type PostWithFacts = Prisma.PostGetPayload<{ include: typeof FACTS }>;

/** What of a post, its account and its video decides whether it will go out. */
export type ForecastFacts = PostChoices & Pick<PostWithFacts, 'publishAt' | 'account' | 'mediaAsset'>;

/**
 * Says of planned posts what would keep them from going out if nothing changes: the connection, its permissions, what the
 * creator lets a post choose, and caps. All of it is known already; TikTok is not asked.
 *
 * @param deps across teams: what stands in the way of a creator is not kept per team
 * @param where of which posts; those that are not planned are left out
 * @param page in the order of their ids, when it is given
 */
export async function forecastPosts(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  where: Prisma.PostWhereInput,
  page: { afterId?: string; take?: number } = {},
): Promise<Forecast[]> {
  const now = deps.clock.now();
  const posts = await deps.db.post.findMany({
    where: {
      AND: [where, { status: { in: DUE_STATUSES } }, page.afterId ? { id: { gt: page.afterId } } : {}],
    },
    include: FACTS,
    orderBy: { id: 'asc' },
    take: page.take,
  });
  const caps = await activeCaps(deps, posts, now);
  return posts.map((post) => {
    const { id, teamId, accountId, warnedCodes } = post;
    return { id, teamId, accountId, warnedCodes, codes: forecastOf(deps, post, caps.get(capKey(post)), now) };
  });
}

/**
 * The same of one post whose facts are read already, whether or not it is planned.
 *
 * @param cap the one that is active for the creator in the post's mode
 */
export function forecastOf(
  deps: Pick<Deps, 'config'>,
  post: ForecastFacts,
  cap: ActiveCap | null | undefined,
  now: Date,
): ProblemCode[] {
  const { account, mode, publishAt, mediaAsset } = post;
  const { grant } = account;
  const obstacle = postingObstacle(deps, account, mode);
  if (obstacle) return [obstacle];
  const at = publishAt ?? now;
  const codes = new Set<ProblemCode>();
  const endsAt = connectionEndsAt(grant, now);
  if (endsAt && endsAt <= at) codes.add('connection_ends');
  if (mode === 'DIRECT' && grant.creatorInfo) {
    for (const { code } of checkDirectPost(post, grant.creatorInfo, mediaAsset))
      if (CREATOR_RULES.has(code)) codes.add(code);
  }
  if (cap && cap.until > at) codes.add(explainFailure(cap.code).code);
  return [...codes];
}

const capKey = ({ mode, account }: PostWithFacts) => `${mode}:${account.grantId}`;

/** By creator and mode, because a cap concerns all posts of both. */
async function activeCaps(
  { db }: Pick<Deps, 'db'>,
  posts: PostWithFacts[],
  now: Date,
): Promise<Map<string, ActiveCap | null>> {
  const asked = new Map(
    posts.map((post) => [capKey(post), { grantId: post.account.grantId, mode: post.mode, at: now }]),
  );
  const caps = [...asked].map(async ([key, which]) => [key, await findActiveCap(db, which)] as const);
  return new Map(await Promise.all(caps));
}
