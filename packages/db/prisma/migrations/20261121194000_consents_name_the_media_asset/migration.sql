-- The hash of what was agreed to takes up the id of the video where it took up the SHA-256 of its bytes, and a post is sent
-- only when the hash of its newest consent is that of its content. Consents that are for the post as it stands are hashed
-- anew; those of a post that has changed since keep theirs, which fits nothing any more. The text is what JSON.stringify writes.
WITH "content" AS (
  SELECT
    "posts"."id" AS "post_id",
    to_json("posts"."account_id"::text)::text AS "account",
    to_json("posts"."media_asset_id"::text)::text AS "asset",
    coalesce(to_json("media_assets"."sha256")::text, 'null') AS "sha256",
    concat_ws(
      ',',
      to_json("mode"::text)::text,
      to_json("caption")::text,
      coalesce(to_json("privacy_level"::text)::text, 'null'),
      to_json("allow_comment")::text,
      to_json("allow_duet")::text,
      to_json("allow_stitch")::text,
      to_json("your_brand")::text,
      to_json("branded_content")::text,
      to_json("is_ai_generated")::text,
      coalesce("cover_timestamp_ms"::text, 'null')
    ) AS "choices"
  FROM "posts" JOIN "media_assets" ON "media_assets"."id" = "posts"."media_asset_id"
)
UPDATE "consents" SET "content_hash" =
  encode(sha256(convert_to(concat('[', "account", ',', "asset", ',', "choices", ']'), 'UTF8')), 'hex')
FROM "content"
WHERE "content"."post_id" = "consents"."post_id" AND "consents"."content_hash" =
  encode(sha256(convert_to(concat('[', "account", ',', "sha256", ',', "choices", ']'), 'UTF8')), 'hex');
