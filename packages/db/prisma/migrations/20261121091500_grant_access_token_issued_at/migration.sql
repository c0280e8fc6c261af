-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "access_token_issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
