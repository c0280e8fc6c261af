-- Tells the dispatchers when something is planned for a post: with the instant, so that they look no sooner.
CREATE FUNCTION "notify_post_due"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  due timestamptz := CASE WHEN NEW."status" = 'SCHEDULED' THEN NEW."publish_at" ELSE NEW."next_check_at" END;
BEGIN
  IF due IS NOT NULL THEN
    PERFORM pg_notify('airdate_due', floor(extract(epoch FROM due) * 1000)::text);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER "posts_notify_due_insert" AFTER INSERT ON "posts"
  FOR EACH ROW EXECUTE FUNCTION "notify_post_due"();
CREATE TRIGGER "posts_notify_due_update" AFTER UPDATE OF "status", "publish_at", "next_check_at" ON "posts"
  FOR EACH ROW WHEN (
    (OLD."status", OLD."publish_at", OLD."next_check_at")
      IS DISTINCT FROM (NEW."status", NEW."publish_at", NEW."next_check_at")
  ) EXECUTE FUNCTION "notify_post_due"();
