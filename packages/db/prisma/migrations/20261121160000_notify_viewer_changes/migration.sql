-- Tells every process that what a request was allowed by may be withdrawn: "apiKey:<id>", "session:<id>" or "user:<id>",
-- the last for a change of the user's memberships. Sent with the commit, whoever writes.
CREATE FUNCTION "notify_viewer_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('airdate_viewers', TG_ARGV[0] || ':' || (to_jsonb(OLD) ->> TG_ARGV[1]));
  RETURN NULL;
END
$$;

CREATE TRIGGER "api_keys_notify_delete" AFTER DELETE ON "api_keys"
  FOR EACH ROW EXECUTE FUNCTION "notify_viewer_changed"('apiKey', 'id');
-- Every column but the name and "last_used_at", which is written by mere use.
CREATE TRIGGER "api_keys_notify_update" AFTER UPDATE ON "api_keys"
  FOR EACH ROW WHEN (
    (OLD."id", OLD."team_id", OLD."created_by_id", OLD."prefix", OLD."secret_hash", OLD."role", OLD."expires_at", OLD."revoked_at")
    IS DISTINCT FROM
    (NEW."id", NEW."team_id", NEW."created_by_id", NEW."prefix", NEW."secret_hash", NEW."role", NEW."expires_at", NEW."revoked_at")
  ) EXECUTE FUNCTION "notify_viewer_changed"('apiKey', 'id');

CREATE TRIGGER "sessions_notify_delete" AFTER DELETE ON "sessions"
  FOR EACH ROW EXECUTE FUNCTION "notify_viewer_changed"('session', 'id');
-- A session that is used goes on for longer, which withdraws nothing.
CREATE TRIGGER "sessions_notify_update" AFTER UPDATE ON "sessions"
  FOR EACH ROW WHEN (
    NEW."expires_at" < OLD."expires_at"
    OR (OLD."id", OLD."user_id", OLD."token", OLD."active_team_id")
      IS DISTINCT FROM (NEW."id", NEW."user_id", NEW."token", NEW."active_team_id")
  ) EXECUTE FUNCTION "notify_viewer_changed"('session', 'id');

CREATE TRIGGER "members_notify_delete" AFTER DELETE ON "members"
  FOR EACH ROW EXECUTE FUNCTION "notify_viewer_changed"('user', 'user_id');
CREATE TRIGGER "members_notify_update" AFTER UPDATE ON "members"
  FOR EACH ROW WHEN (
    (OLD."team_id", OLD."user_id", OLD."role") IS DISTINCT FROM (NEW."team_id", NEW."user_id", NEW."role")
  ) EXECUTE FUNCTION "notify_viewer_changed"('user', 'user_id');
