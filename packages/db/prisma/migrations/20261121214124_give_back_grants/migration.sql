-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "give_back_tries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "next_give_back_at" TIMESTAMPTZ(3),
ALTER COLUMN "sealed_access_token" DROP NOT NULL,
ALTER COLUMN "sealed_refresh_token" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "grants_next_give_back_at_idx" ON "grants"("next_give_back_at");

-- Permissions that nobody uses any more: those that TikTok was not told of go back now, and their tokens are erased.
UPDATE "grants" SET "next_give_back_at" = now()
WHERE EXISTS (SELECT 1 FROM "accounts" WHERE "grant_id" = "grants"."id")
  AND NOT EXISTS (SELECT 1 FROM "accounts" WHERE "grant_id" = "grants"."id" AND "status" <> 'DISCONNECTED');
