import type { Db } from '@airdate/db';
import { connectCreator, type Installation } from '../installation.ts';

/** What is read in the middle of a team's history. */
export type Filled = { accountIds: string[]; middle: Record<'post' | 'failed' | 'media', string> };

const ACCOUNTS = 20;
/** What is going on now is as much however long the history is. */
const NOW = { scheduled: 500, held: 60, sentToday: 200 };

/** A team with a history of so many posts, one a minute until now; a tenth as many videos, and half as many events again. */
export async function fillTeam(installation: Installation, posts: number): Promise<Filled> {
  const { deps, teamId } = installation;
  const { db } = deps;
  const accountIds: string[] = [];
  for (let n = 0; n < ACCOUNTS; n++) {
    const accountId = await connectCreator(installation, `creator.${n}`);
    accountIds.push(accountId);
    const slots = { create: [1, 3, 5].map((weekday) => ({ weekday, minuteOfDay: 540 })) };
    await db.schedule.upsert({ where: { accountId }, create: { accountId, slots }, update: { slots } });
  }
  await db.$transaction(
    async (tx) => {
      // Nobody waits for these rows: without the triggers that tell of them.
      await tx.$executeRaw`SET LOCAL session_replication_role = 'replica'`;
      await tx.$executeRaw`SET LOCAL statement_timeout = 0`;
      await tx.$executeRaw`
        INSERT INTO media_assets (id, team_id, status, file_name, content_type, size_bytes, storage_key, duration_seconds, created_at, updated_at)
        SELECT uuidv7(at - now()), ${teamId}::uuid, 'READY', 'film-' || n || '.mp4', 'video/mp4', 1000, 'uploads/' || n, 4, at, at
        FROM generate_series(1, ${posts / 10}::int) AS n, LATERAL (SELECT now() - (${posts / 10}::int - n) * interval '10 min' AS at) AS times`;
      await tx.$executeRaw`
        CREATE TEMPORARY TABLE films ON COMMIT DROP AS
        SELECT id, row_number() OVER (ORDER BY created_at) - 1 AS film FROM media_assets WHERE team_id = ${teamId}::uuid`;
      await tx.$executeRaw`CREATE INDEX ON films (film)`;
      await tx.$executeRaw`
        INSERT INTO posts (id, team_id, account_id, media_asset_id, caption, status, privacy_level, publish_at, published_at, created_at, updated_at)
        SELECT uuidv7(at - now()), ${teamId}::uuid, (${accountIds}::uuid[])[1 + n % ${ACCOUNTS}], films.id, 'Post ' || n,
          status::"PostStatus", 'SELF_ONLY',
          CASE status WHEN 'DRAFT' THEN NULL WHEN 'SCHEDULED' THEN now() + (${posts}::int - n) * interval '20 min' ELSE at END,
          CASE status WHEN 'PUBLISHED' THEN at END, at, at
        FROM generate_series(1, ${posts}::int) AS n
        CROSS JOIN LATERAL (SELECT now() - (${posts}::int - n) * interval '1 min' AS at, CASE
          WHEN ${posts}::int - n < ${NOW.scheduled} THEN 'SCHEDULED' WHEN ${posts}::int - n < ${NOW.scheduled + NOW.held} THEN 'HELD'
          WHEN n % 50 = 0 THEN 'FAILED' WHEN n % 50 = 1 THEN 'CANCELLED' WHEN n % 50 = 2 THEN 'DRAFT' ELSE 'PUBLISHED' END AS status) AS facts
        JOIN films ON film = n / 10 % ${posts / 10}::int`;
      await tx.$executeRaw`
        INSERT INTO publish_attempts (id, post_id, number, step, outcome, publish_id, started_at, finished_at)
        SELECT uuidv7(), id, 1, 'SETTLED', 'PUBLISHED', 'v_pub_file~' || id,
          CASE WHEN row_number() OVER (ORDER BY created_at DESC) <= ${NOW.sentToday} THEN now() - interval '1 h' ELSE created_at - interval '2 days' END,
          created_at
        FROM posts WHERE status = 'PUBLISHED'`;
      await tx.$executeRaw`
        INSERT INTO events (team_id, sequence, type, actor_kind, post_id, account_id, media_asset_id, data, created_at)
        SELECT team_id, row_number() OVER (ORDER BY created_at, id, kind), kind, 'worker', id, account_id, media_asset_id, '{}', created_at
        FROM posts, unnest(CASE WHEN status = 'PUBLISHED' AND caption LIKE '%0' THEN ARRAY['post.created', 'post.publishing', 'post.published']
          ELSE ARRAY['post.created'] END) AS kind`;
      await tx.$executeRaw`
        INSERT INTO event_counters (team_id, last_sequence) SELECT ${teamId}::uuid, max(sequence) FROM events
        ON CONFLICT (team_id) DO UPDATE SET last_sequence = excluded.last_sequence`;
    },
    { timeout: 1_800_000 },
  );
  await db.$executeRawUnsafe('VACUUM ANALYZE');
  return { accountIds, middle: await findMiddle(db, teamId, posts) };
}

async function findMiddle(db: Db, teamId: string, posts: number): Promise<Filled['middle']> {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const orderBy = { createdAt: 'desc' } as const;
  const where = { teamId, createdAt: { lt: ago(posts / 2) } };
  const [post, failed, media] = await Promise.all([
    db.post.findFirstOrThrow({ where, orderBy }),
    db.post.findFirstOrThrow({ where: { ...where, status: 'FAILED' }, orderBy }),
    db.mediaAsset.findFirstOrThrow({ where, orderBy }),
  ]);
  return { post: post.id, failed: failed.id, media: media.id };
}
