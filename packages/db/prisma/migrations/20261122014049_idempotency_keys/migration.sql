-- CreateTable
CREATE TABLE "idempotency_keys" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "claim_token" UUID NOT NULL,
    "claimed_until" TIMESTAMPTZ(3) NOT NULL,
    "took_effect_at" TIMESTAMPTZ(3),
    "sealed_answer" TEXT,
    "least_role" "Role" NOT NULL DEFAULT 'VIEWER',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "idempotency_keys_team_id_actor_kind_actor_id_key_key" ON "idempotency_keys"("team_id", "actor_kind", "actor_id", "key");

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A team's own transactions say of a key that it took effect; all else of it is out of their reach.
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "idempotency_keys" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT ("id", "team_id", "claim_token", "took_effect_at"), UPDATE ("took_effect_at") ON "idempotency_keys" TO "airdate_team";
