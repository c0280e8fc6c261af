-- AlterTable
ALTER TABLE "media_assets" ADD COLUMN     "download_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "download_tries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "sealed_source_url" TEXT,
ADD COLUMN     "source_host" TEXT;
