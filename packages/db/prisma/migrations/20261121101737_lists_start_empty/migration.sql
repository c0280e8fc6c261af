-- AlterTable
ALTER TABLE "consents" ALTER COLUMN "declarations" SET DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "grants" ALTER COLUMN "scopes" SET DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "posts" ALTER COLUMN "tiktok_post_ids" SET DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "publish_attempts" ALTER COLUMN "log_ids" SET DEFAULT ARRAY[]::TEXT[];

-- A list that was never set counts as empty, also in a condition on what it lacks.
UPDATE "posts" SET "tiktok_post_ids" = ARRAY[]::TEXT[] WHERE "tiktok_post_ids" IS NULL;
UPDATE "publish_attempts" SET "log_ids" = ARRAY[]::TEXT[] WHERE "log_ids" IS NULL;
