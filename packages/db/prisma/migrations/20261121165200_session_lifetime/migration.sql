-- However often it is used, a session ends 90 days after its sign-in. Here, because whatever renews a session writes this
-- column and whatever reads it obeys it.
CREATE FUNCTION "limit_session_lifetime"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."expires_at" := LEAST(NEW."expires_at", NEW."created_at" + interval '90 days');
  RETURN NEW;
END
$$;

CREATE TRIGGER "sessions_lifetime" BEFORE INSERT OR UPDATE ON "sessions"
  FOR EACH ROW EXECUTE FUNCTION "limit_session_lifetime"();

UPDATE "sessions" SET "expires_at" = "expires_at" WHERE "expires_at" > "created_at" + interval '90 days';
