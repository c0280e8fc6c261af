import type { ClientConfig } from './config.ts';
import { parseScopes } from './scopes.ts';

export type AuthorizeUrlInput = {
  /** Byte for byte one of the registered URIs, and the same again in the exchange. */
  redirectUri: string;
  scopes: readonly string[];
  /** Unguessable and bound to the session; TikTok echoes it. */
  state: string;
  /** Show the consent page even to somebody who consented before; needed to connect another account. */
  disableAutoAuth?: boolean;
  /** From `codeChallengeOf`; desktop and mobile only. */
  codeChallenge?: string;
};

/**
 * Where to send a browser for consent.
 *
 * @see Login Kit for Web, Login Kit for Desktop (checked 2026-11)
 */
export function authorizeUrl(config: ClientConfig, input: AuthorizeUrlInput): URL {
  const url = new URL(config.authorizeUrl);
  url.searchParams.set('client_key', config.credentials.clientKey);
  url.searchParams.set('scope', input.scopes.join(','));
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('redirect_uri', input.redirectUri);
  url.searchParams.set('state', input.state);
  if (input.disableAutoAuth !== undefined) {
    url.searchParams.set('disable_auto_auth', input.disableAutoAuth ? '1' : '0');
  }
  if (input.codeChallenge !== undefined) {
    url.searchParams.set('code_challenge', input.codeChallenge);
    url.searchParams.set('code_challenge_method', 'S256');
  }
  return url;
}

/** What TikTok brought back to the redirect URI. */
export type AuthorizeCallback =
  | { ok: true; code: string; grantedScopes: string[]; state: string }
  | {
      ok: false;
      /** The sub-reason when TikTok gives one that says more, such as `non_sandbox_target`; look it up in the table. */
      code: string;
      /** TikTok's text, for operators. */
      description: string | null;
      state: string | null;
    };

/**
 * Reads the query of the redirect. The caller compares `state`.
 *
 * People may refuse single scopes, so the granted ones can be fewer than were asked for.
 */
export function readAuthorizeCallback(query: URLSearchParams): AuthorizeCallback {
  const state = query.get('state');
  const code = query.get('code');
  if (code && state !== null) {
    return { ok: true, code, grantedScopes: parseScopes(query.get('scopes') ?? ''), state };
  }
  return {
    ok: false,
    code: subReason(query) ?? query.get('error') ?? 'invalid_request',
    description: query.get('error_description'),
    state,
  };
}

/** `error_type` is not documented; of the values seen, one has a meaning of its own. */
function subReason(query: URLSearchParams): string | null {
  return query.get('error_type') === 'non_sandbox_target' ? 'non_sandbox_target' : null;
}
