-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "consented_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "posts" ADD COLUMN     "problem_since" TIMESTAMPTZ(3),
ADD COLUMN     "unreleased_runs" INTEGER NOT NULL DEFAULT 0;

UPDATE "grants" SET "consented_at" = COALESCE(
  (SELECT max("connected_at") FROM "accounts" WHERE "grant_id" = "grants"."id"),
  "created_at"
);
UPDATE "posts" SET "problem_since" = "updated_at" WHERE "problem_code" IS NOT NULL;
