-- Only the SHA-256 of a session's token is kept, so that nobody who reads the database can sign in with it; cookies that are
-- out stay good. Changing the type writes the table anew: an UPDATE would leave the tokens in its pages until a vacuum.
DROP TRIGGER "sessions_notify_update" ON "sessions";

ALTER TABLE "sessions" RENAME COLUMN "token" TO "token_hash";
ALTER INDEX "sessions_token_key" RENAME TO "sessions_token_hash_key";
ALTER TABLE "sessions" ALTER COLUMN "token_hash" TYPE text
  USING encode(sha256(convert_to("token_hash", 'UTF8')), 'hex');

-- As before, under the column's new name.
CREATE TRIGGER "sessions_notify_update" AFTER UPDATE ON "sessions"
  FOR EACH ROW WHEN (
    NEW."expires_at" < OLD."expires_at"
    OR (OLD."id", OLD."user_id", OLD."token_hash", OLD."active_team_id")
      IS DISTINCT FROM (NEW."id", NEW."user_id", NEW."token_hash", NEW."active_team_id")
  ) EXECUTE FUNCTION "notify_viewer_changed"('session', 'id');
