-- CreateIndex
CREATE INDEX "events_team_id_type_sequence_idx" ON "events"("team_id", "type", "sequence");

-- CreateIndex
CREATE INDEX "events_team_id_created_at_idx" ON "events"("team_id", "created_at");

-- What people and keys did; most events are of workers.
CREATE INDEX "events_actor_id_idx" ON "events"("team_id", "actor_id", "sequence") WHERE "actor_id" IS NOT NULL;
