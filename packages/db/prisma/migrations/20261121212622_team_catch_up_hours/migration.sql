-- AlterTable
ALTER TABLE "teams" ADD COLUMN "catch_up_hours" INTEGER NOT NULL DEFAULT 6;
ALTER TABLE "teams" ADD CONSTRAINT "teams_catch_up_hours_check" CHECK ("catch_up_hours" BETWEEN 1 AND 72);

-- The only columns of its own row that a team changes.
GRANT UPDATE ("catch_up_hours", "updated_at") ON "teams" TO "airdate_team";
