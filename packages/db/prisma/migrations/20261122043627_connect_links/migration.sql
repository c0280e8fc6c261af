-- AlterTable
ALTER TABLE "connect_attempts" ADD COLUMN     "link_id" UUID,
ALTER COLUMN "user_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "connect_links" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "account_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connect_links_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "connect_links_token_hash_key" ON "connect_links"("token_hash");

-- CreateIndex
CREATE INDEX "connect_links_team_id_created_at_id_idx" ON "connect_links"("team_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "connect_attempts_link_id_idx" ON "connect_attempts"("link_id");

-- AddForeignKey
ALTER TABLE "connect_links" ADD CONSTRAINT "connect_links_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connect_links" ADD CONSTRAINT "connect_links_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connect_attempts" ADD CONSTRAINT "connect_attempts_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "connect_links"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A trip is somebody's who is signed in, or a link's.
ALTER TABLE "connect_attempts" ADD CONSTRAINT "connect_attempts_user_or_link" CHECK (("user_id" IS NULL) <> ("link_id" IS NULL));

ALTER TABLE "connect_links" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "connect_links" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT, INSERT, UPDATE ON "connect_links" TO "airdate_team";
