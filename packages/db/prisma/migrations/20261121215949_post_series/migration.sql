-- AlterTable
ALTER TABLE "posts" ADD COLUMN "occurrence_local_time" TEXT,
ADD COLUMN "series_id" UUID;

-- CreateTable
CREATE TABLE "post_series" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "media_asset_id" UUID NOT NULL,
    "mode" "PostMode" NOT NULL,
    "caption" TEXT NOT NULL,
    "privacy_level" "PrivacyLevel",
    "allow_comment" BOOLEAN NOT NULL,
    "allow_duet" BOOLEAN NOT NULL,
    "allow_stitch" BOOLEAN NOT NULL,
    "your_brand" BOOLEAN NOT NULL,
    "branded_content" BOOLEAN NOT NULL,
    "is_ai_generated" BOOLEAN NOT NULL,
    "cover_timestamp_ms" INTEGER,
    "rule" TEXT NOT NULL,
    "start_local_time" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "skipped" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "paused_from" TIMESTAMPTZ(3),
    "paused_until" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "agreed_by_user_id" UUID,
    "agreed_by_api_key_id" UUID,
    "agreed_at" TIMESTAMPTZ(3) NOT NULL,
    "creator_username" TEXT NOT NULL,
    "creator_nickname" TEXT NOT NULL,
    "declarations" TEXT[],
    "content_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "post_series_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "post_series_team_id_created_at_idx" ON "post_series"("team_id", "created_at");

-- CreateIndex
CREATE INDEX "post_series_ended_at_idx" ON "post_series"("ended_at");

-- CreateIndex
CREATE UNIQUE INDEX "posts_series_id_occurrence_local_time_key" ON "posts"("series_id", "occurrence_local_time");

-- AddForeignKey
ALTER TABLE "posts" ADD CONSTRAINT "posts_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "post_series"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_series" ADD CONSTRAINT "post_series_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_series" ADD CONSTRAINT "post_series_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_series" ADD CONSTRAINT "post_series_media_asset_id_fkey" FOREIGN KEY ("media_asset_id") REFERENCES "media_assets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "post_series" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "post_series" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
-- What was agreed to stays as it is.
GRANT SELECT, INSERT, UPDATE ("skipped", "paused_from", "paused_until", "ended_at", "updated_at") ON "post_series" TO "airdate_team";
