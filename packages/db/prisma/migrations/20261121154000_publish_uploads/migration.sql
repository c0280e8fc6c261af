-- CreateTable
CREATE TABLE "publish_uploads" (
    "attempt_id" UUID NOT NULL,
    "sealed_url" TEXT,
    "url_expires_at" TIMESTAMPTZ(3),
    "size_bytes" BIGINT NOT NULL,
    "chunk_size_bytes" BIGINT NOT NULL,
    "total_chunk_count" INTEGER NOT NULL,
    "acknowledged_bytes" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "publish_uploads_pkey" PRIMARY KEY ("attempt_id")
);

-- AddForeignKey
ALTER TABLE "publish_uploads" ADD CONSTRAINT "publish_uploads_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "publish_attempts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Uploads under way keep their URL, which stays sealed for the same attempt.
INSERT INTO "publish_uploads" ("attempt_id", "sealed_url", "url_expires_at", "size_bytes", "chunk_size_bytes", "total_chunk_count", "acknowledged_bytes")
SELECT "id", "sealed_upload_url", "upload_url_expires_at", "size_bytes", "chunk_size_bytes", "total_chunk_count", "acknowledged_bytes"
FROM "publish_attempts";

-- AlterTable
ALTER TABLE "publish_attempts" DROP COLUMN "acknowledged_bytes",
DROP COLUMN "chunk_size_bytes",
DROP COLUMN "sealed_upload_url",
DROP COLUMN "size_bytes",
DROP COLUMN "total_chunk_count",
DROP COLUMN "upload_url_expires_at";
