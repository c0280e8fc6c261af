-- The wall between teams: for this role a table shows the rows of one team, that of the present transaction, and no rows
-- when it has none. Whoever owns the tables is not subject to it. What is not granted here is out of the role's reach.
DO $$
BEGIN
  CREATE ROLE "airdate_team" NOLOGIN;
EXCEPTION
  -- Roles belong to the whole server; another database of it may have made this one before, or in this moment.
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'airdate_team') THEN RAISE; END IF;
END
$$;

-- After a transaction that set it the setting is not missing but empty.
CREATE FUNCTION "current_team_id"() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT NULLIF(current_setting('airdate.team_id', true), '')::uuid
$$;

GRANT USAGE ON SCHEMA public TO "airdate_team";

-- A subselect is evaluated once for a statement, a bare call once for each row.

ALTER TABLE "teams" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "teams" TO "airdate_team" USING ("id" = (SELECT "current_team_id"()));
GRANT SELECT ON "teams" TO "airdate_team";

ALTER TABLE "accounts" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "accounts" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT, INSERT, UPDATE ON "accounts" TO "airdate_team";

ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "api_keys" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT, INSERT, UPDATE ON "api_keys" TO "airdate_team";

ALTER TABLE "connect_attempts" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "connect_attempts" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT, INSERT ON "connect_attempts" TO "airdate_team";

ALTER TABLE "event_counters" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "event_counters" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT, INSERT, UPDATE ON "event_counters" TO "airdate_team";

ALTER TABLE "events" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "events" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT, INSERT ON "events" TO "airdate_team";

ALTER TABLE "media_assets" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "media_assets" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT, INSERT, UPDATE, DELETE ON "media_assets" TO "airdate_team";

ALTER TABLE "members" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "members" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT ON "members" TO "airdate_team";

ALTER TABLE "posts" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "posts" TO "airdate_team" USING ("team_id" = (SELECT "current_team_id"()));
GRANT SELECT, INSERT, UPDATE ON "posts" TO "airdate_team";

-- These belong to a team by what they belong to, which has its own policy. Tokens and upload links stay out of reach.

ALTER TABLE "consents" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "consents" TO "airdate_team" USING (EXISTS (SELECT 1 FROM "posts" WHERE "posts"."id" = "consents"."post_id"));
GRANT SELECT, INSERT ON "consents" TO "airdate_team";

ALTER TABLE "grants" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "grants" TO "airdate_team" USING (EXISTS (SELECT 1 FROM "accounts" WHERE "accounts"."grant_id" = "grants"."id"));
GRANT SELECT ("id", "client_key", "status", "scopes", "refresh_token_expires_at") ON "grants" TO "airdate_team";

ALTER TABLE "publish_attempts" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "publish_attempts" TO "airdate_team" USING (EXISTS (SELECT 1 FROM "posts" WHERE "posts"."id" = "publish_attempts"."post_id"));
GRANT SELECT ON "publish_attempts" TO "airdate_team";

ALTER TABLE "publish_uploads" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "publish_uploads" TO "airdate_team" USING (EXISTS (SELECT 1 FROM "publish_attempts" WHERE "publish_attempts"."id" = "publish_uploads"."attempt_id"));
GRANT SELECT ("attempt_id", "size_bytes", "chunk_size_bytes", "total_chunk_count", "acknowledged_bytes") ON "publish_uploads" TO "airdate_team";

ALTER TABLE "schedules" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "schedules" TO "airdate_team" USING (EXISTS (SELECT 1 FROM "accounts" WHERE "accounts"."id" = "schedules"."account_id"));
GRANT SELECT, INSERT, UPDATE ON "schedules" TO "airdate_team";

ALTER TABLE "schedule_slots" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "schedule_slots" TO "airdate_team" USING (EXISTS (SELECT 1 FROM "schedules" WHERE "schedules"."id" = "schedule_slots"."schedule_id"));
GRANT SELECT, INSERT, DELETE ON "schedule_slots" TO "airdate_team";

ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "users" TO "airdate_team" USING (EXISTS (SELECT 1 FROM "members" WHERE "members"."user_id" = "users"."id"));
GRANT SELECT ON "users" TO "airdate_team";

-- What was done for a grant, and for no team, is told to every team that has an account on it.
ALTER TABLE "token_accesses" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own_team" ON "token_accesses" TO "airdate_team" USING (
  "team_id" = (SELECT "current_team_id"())
  OR ("team_id" IS NULL AND EXISTS (SELECT 1 FROM "accounts" WHERE "accounts"."grant_id" = "token_accesses"."grant_id"))
);
GRANT SELECT ON "token_accesses" TO "airdate_team";

-- Behind the wall Postgres may not look at how often a status occurs, only at how many there are: if it found a single one,
-- it would expect no row of another status, and read all posts of a team for a page of them.
ALTER TABLE "posts" ALTER COLUMN "status" SET (n_distinct = 5);
ALTER TABLE "accounts" ALTER COLUMN "status" SET (n_distinct = 3);
