-- DropIndex
DROP INDEX "media_assets_team_id_created_at_idx";

-- DropIndex
DROP INDEX "posts_account_id_publish_at_idx";

-- DropIndex
DROP INDEX "posts_team_id_created_at_idx";

-- DropIndex
DROP INDEX "posts_team_id_status_publish_at_idx";

-- CreateIndex
CREATE INDEX "events_media_asset_id_sequence_idx" ON "events"("media_asset_id", "sequence");

-- CreateIndex
CREATE INDEX "media_assets_team_id_created_at_id_idx" ON "media_assets"("team_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "posts_team_id_status_created_at_id_idx" ON "posts"("team_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "posts_team_id_status_publish_at_id_idx" ON "posts"("team_id", "status", "publish_at", "id");

-- CreateIndex
CREATE INDEX "posts_account_id_status_created_at_id_idx" ON "posts"("account_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "posts_account_id_status_publish_at_id_idx" ON "posts"("account_id", "status", "publish_at", "id");

-- CreateIndex
CREATE INDEX "posts_media_asset_id_idx" ON "posts"("media_asset_id");

-- What TikTok accepted lately, which every quota is counted from; of all attempts ever made it is a handful.
CREATE INDEX "publish_attempts_accepted_at_idx" ON "publish_attempts"("started_at") WHERE "publish_id" IS NOT NULL;
