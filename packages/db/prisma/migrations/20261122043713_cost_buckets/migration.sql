-- Written once a second for whoever asks: not worth a log that survives a crash.
-- CreateTable
CREATE UNLOGGED TABLE "cost_buckets" (
    "viewer" TEXT NOT NULL,
    "level" DOUBLE PRECISION NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cost_buckets_pkey" PRIMARY KEY ("viewer")
);
