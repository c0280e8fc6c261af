import { type Account, type Grant, type PostMode, Prisma } from '@airdate/db';
import type { TikTokScope } from '@airdate/tiktok';
import { ConflictError } from '../errors.ts';
import type { ConflictCode } from '../failure-codes.ts';

/** What the creator has to allow for each of TikTok's two modes. */
const NEEDED_SCOPE = {
  DIRECT: 'video.publish',
  INBOX: 'video.upload',
} as const satisfies Record<PostMode, TikTokScope>;

/** Why an account may not post; a new consent that suffices clears each. */
export const POSTING_OBSTACLES = [
  'account_disconnected',
  'account_needs_reconnect',
  'scope_missing',
] as const satisfies ConflictCode[];

export type PostingObstacle = (typeof POSTING_OBSTACLES)[number];

type Connection = Pick<Account, 'status'> & { grant: Pick<Grant, 'status' | 'scopes' | 'clientKey'> };

/** Tokens belong to the app they were given to: after a demo, or another TikTok app, they are of no use. */
type App = { config: { tiktok: { clientKey: string } } };

/**
 * Whether an account may post in this mode, as far as we know. The composer, planning, the sweeper and the worker all
 * ask here.
 *
 * @returns null when it may
 */
export function postingObstacle(
  { config }: App,
  { status, grant }: Connection,
  mode: PostMode,
): PostingObstacle | null {
  switch (status) {
    case 'DISCONNECTED':
      return 'account_disconnected';
    case 'RECONNECT_REQUIRED':
      return 'account_needs_reconnect';
    case 'ACTIVE':
      if (grant.status === 'REVOKED' || grant.clientKey !== config.tiktok.clientKey) {
        return 'account_needs_reconnect';
      }
      return grant.scopes.includes(NEEDED_SCOPE[mode]) ? null : 'scope_missing';
  }
}

/** @throws ConflictError with the obstacle as its code */
export function assertMayPost(app: App, connection: Connection, mode: PostMode): void {
  const obstacle = postingObstacle(app, connection, mode);
  if (obstacle) throw new ConflictError(obstacle);
}

/**
 * The condition under which {@link postingObstacle} finds nothing, over the tables `accounts` and `grants`.
 *
 * @param mode an expression: the mode of a post
 */
export function mayPost({ config }: App, mode: Prisma.Sql): Prisma.Sql {
  const { DIRECT, INBOX } = NEEDED_SCOPE;
  return Prisma.sql`(
    accounts.status = 'ACTIVE' AND grants.status = 'ACTIVE' AND grants.client_key = ${config.tiktok.clientKey}
    AND (CASE ${mode} WHEN 'DIRECT' THEN ${DIRECT} WHEN 'INBOX' THEN ${INBOX} END) = ANY(grants.scopes)
  )`;
}
