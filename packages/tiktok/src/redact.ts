const MAX_LENGTH = 500;
const TOKENS = /\b(?:act|rft|clt)\.[^\s"'&,;<>)]+/g;
const URL_QUERIES = /(https?:\/\/[^\s"'<>?#]+)[?#][^\s"'<>]*/g;

/**
 * Makes text of TikTok's fit for a log: removes the given secrets, anything that looks like a token, and the query
 * of every URL, and cuts it to 500 characters.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = text;
  for (const secret of secrets) if (secret !== '') safe = safe.replaceAll(secret, '[secret]');
  safe = safe.replaceAll(TOKENS, '[token]').replaceAll(URL_QUERIES, '$1?[query]');
  return safe.length > MAX_LENGTH ? `${safe.slice(0, MAX_LENGTH)}…` : safe;
}
