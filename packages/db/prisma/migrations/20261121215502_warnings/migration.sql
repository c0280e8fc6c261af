-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "end_told_for" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "posts" ADD COLUMN     "warned_codes" TEXT[] DEFAULT ARRAY[]::TEXT[];
