-- AlterTable
ALTER TABLE "cap_observations" ADD COLUMN     "post_count" INTEGER;

-- AlterTable
ALTER TABLE "posts" ADD COLUMN     "status_asked_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "creator_infos" (
    "grant_id" UUID NOT NULL,
    "username" TEXT,
    "nickname" TEXT NOT NULL,
    "privacy_level_options" TEXT[],
    "comment_disabled" BOOLEAN NOT NULL,
    "duet_disabled" BOOLEAN NOT NULL,
    "stitch_disabled" BOOLEAN NOT NULL,
    "max_video_post_duration_seconds" INTEGER NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "creator_infos_pkey" PRIMARY KEY ("grant_id")
);

-- CreateTable
CREATE TABLE "tiktok_call_pauses" (
    "grant_id" UUID NOT NULL,
    "bucket" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tiktok_call_pauses_pkey" PRIMARY KEY ("grant_id","bucket")
);

-- AddForeignKey
ALTER TABLE "creator_infos" ADD CONSTRAINT "creator_infos_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "grants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tiktok_call_pauses" ADD CONSTRAINT "tiktok_call_pauses_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "grants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Takes one of a token's calls per minute, by the database's clock alone, so that it does not matter how far the clocks of
-- the processes are apart. A call is held a little longer than TikTok's minute, because the next may arrive faster than
-- this one did.
-- Returns null when the call may be made, else the instant from which one may.
CREATE FUNCTION "reserve_tiktok_call"("of_grant" uuid, "in_bucket" text, "call_limit" integer, "held" interval)
RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  "asked_at" timestamptz;
  "free_at" timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('tiktok-call:' || "of_grant" || ':' || "in_bucket", 0));
  -- After the wait for the lock, which may have taken a while.
  "asked_at" := clock_timestamp();
  DELETE FROM "tiktok_calls"
    WHERE "grant_id" = "of_grant" AND "bucket" = "in_bucket" AND "called_at" <= "asked_at" - "held";
  "free_at" := GREATEST(
    (SELECT "until" FROM "tiktok_call_pauses"
      WHERE "grant_id" = "of_grant" AND "bucket" = "in_bucket" AND "until" > "asked_at"),
    (SELECT "called_at" + "held" FROM "tiktok_calls"
      WHERE "grant_id" = "of_grant" AND "bucket" = "in_bucket"
      ORDER BY "called_at" DESC OFFSET "call_limit" - 1 LIMIT 1)
  );
  IF "free_at" IS NULL THEN
    INSERT INTO "tiktok_calls" ("grant_id", "bucket", "called_at") VALUES ("of_grant", "in_bucket", "asked_at");
  END IF;
  RETURN "free_at";
END $$;
