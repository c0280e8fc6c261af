-- CreateEnum
CREATE TYPE "TokenPurpose" AS ENUM ('PUBLISH', 'STATUS', 'CREATOR_INFO', 'PROFILE', 'REFRESH', 'REVOKE', 'KEY_ROTATION');

-- CreateTable
CREATE TABLE "token_accesses" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "grant_id" UUID NOT NULL,
    "team_id" UUID,
    "purpose" "TokenPurpose" NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "post_id" UUID,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "use_count" INTEGER NOT NULL DEFAULT 1,
    "first_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "token_accesses_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "token_accesses_hour_idx" ON "token_accesses"("hour");

-- CreateIndex; uses without a team, actor or post are of one kind too, and counted in one row.
CREATE UNIQUE INDEX "token_accesses_use_key" ON "token_accesses"("grant_id", "hour", "purpose", "team_id", "actor_kind", "actor_id", "post_id")
  NULLS NOT DISTINCT;

-- AddForeignKey
ALTER TABLE "token_accesses" ADD CONSTRAINT "token_accesses_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "grants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "token_accesses" ADD CONSTRAINT "token_accesses_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "token_accesses" ADD CONSTRAINT "token_accesses_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts"("id") ON DELETE CASCADE ON UPDATE CASCADE;
