-- CreateTable
CREATE TABLE "set_up_tokens" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "salt" BYTEA NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "set_up_tokens_pkey" PRIMARY KEY ("id")
);
