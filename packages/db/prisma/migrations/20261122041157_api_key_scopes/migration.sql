-- CreateEnum
CREATE TYPE "ApiKeyScope" AS ENUM ('READ', 'POSTS_WRITE', 'POSTS_PUBLISH', 'MEDIA_WRITE', 'ACCOUNTS_WRITE', 'SCHEDULES_WRITE', 'WEBHOOKS_WRITE', 'TEAM_WRITE');

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "is_test" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "scopes" "ApiKeyScope"[];

-- Keys from before there were scopes go on doing what their role allows.
UPDATE "api_keys" SET "scopes" = enum_range(NULL::"ApiKeyScope");
