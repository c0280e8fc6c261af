const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5">
<title>Airdate is starting</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.6 ui-sans-serif, system-ui, sans-serif }
  body { min-height: 90vh; display: grid; place-content: center; padding: 1rem; max-width: 32rem; margin: auto }
</style>
<h1>Airdate is starting</h1>
<p>The part that answers this page is not reachable yet. This page tries again every five seconds; planned posts are
kept and go out as soon as it is back.</p>
`;

/**
 * What to say while the API does not answer.
 *
 * @param accept the request's Accept header; pages are for browsers, JSON in GraphQL's error shape for everybody else
 */
export function unavailableAnswer(accept: string): { headers: Record<string, string>; body: string } {
  const headers = { 'retry-after': '5', 'cache-control': 'no-store' };
  if (accept.includes('text/html')) {
    const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    return {
      headers: { ...headers, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
      body: PAGE,
    };
  }
  const error = {
    message: 'The API does not answer at the moment. Try again in a few seconds.',
    extensions: { code: 'API_UNAVAILABLE' },
  };
  return {
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ errors: [error] }),
  };
}
