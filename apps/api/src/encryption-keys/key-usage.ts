import type { Db, Tx } from '@airdate/db';

/** How many sealed values there are of each key, by the key's id. */
export async function keyUsage(db: Db | Tx): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ keyId: string; count: number }[]>`
    SELECT split_part(sealed, '.', 1) AS "keyId", count(*)::int AS count
    FROM (
      SELECT sealed_access_token FROM grants
      UNION ALL SELECT sealed_refresh_token FROM grants
      UNION ALL SELECT sealed_url FROM publish_uploads
      UNION ALL SELECT sealed_source_url FROM media_assets
      UNION ALL SELECT sealed_answer FROM idempotency_keys
      UNION ALL SELECT sealed_secret FROM webhook_secrets
    ) AS kept (sealed)
    WHERE sealed IS NOT NULL
    GROUP BY 1 ORDER BY 1`;
  return new Map(rows.map(({ keyId, count }) => [keyId, count]));
}
