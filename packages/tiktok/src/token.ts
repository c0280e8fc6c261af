import { z } from 'zod';
import type { ClientConfig } from './config.ts';
import type { ApiCall } from './request.ts';
import { callApi } from './request.ts';
import { parseScopes } from './scopes.ts';
import { wireCount } from './wire.ts';

/** A user's grant to the app. Lifetimes are what TikTok said this time; they have changed before. */
export type UserToken = {
  accessToken: string;
  /** Replaces the one before it, which is dead once this exists: save it before using the access token. */
  refreshToken: string;
  /** Who granted it; unique per user and app, case-sensitive. */
  openId: string;
  /** What was really granted. */
  scopes: string[];
  expiresAt: Date;
  refreshExpiresAt: Date;
  logId: string | null;
};

const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: wireCount,
  open_id: z.string().min(1),
  refresh_expires_in: wireCount,
  refresh_token: z.string().min(1),
  scope: z.string(),
  token_type: z.string().optional(),
  log_id: z.string().optional(),
});

export type ExchangeCodeInput = {
  /** As the callback's query holds it after decoding. */
  code: string;
  /** The same as in the authorize URL. */
  redirectUri: string;
  /** When the authorize URL carried a challenge. */
  codeVerifier?: string;
  signal?: AbortSignal;
};

/**
 * Trades the code of a callback for tokens. A code works once.
 *
 * @throws TikTokError `invalid_grant` for a code that is void or was issued for another redirect URI
 */
export async function exchangeCode(config: ClientConfig, input: ExchangeCodeInput): Promise<UserToken> {
  return requestToken(config, 'oauth.exchange', {
    form: {
      grant_type: 'authorization_code',
      code: input.code,
      redirect_uri: input.redirectUri,
      ...(input.codeVerifier === undefined ? {} : { code_verifier: input.codeVerifier }),
    },
    secrets: [input.code, ...(input.codeVerifier ? [input.codeVerifier] : [])],
    signal: input.signal,
  });
}

export type RefreshTokenInput = {
  refreshToken: string;
  signal?: AbortSignal;
};

/**
 * Trades a refresh token for new tokens. The old refresh token dies, so only one caller at a time may do this, and
 * nobody should abort it. Never repeated here: after a lost answer (`mayHaveHadEffect`) the old token may be spent;
 * one more try by the caller tells, with `invalid_grant`.
 *
 * @throws TikTokError `invalid_grant` when only a new consent helps
 */
export async function refreshToken(config: ClientConfig, input: RefreshTokenInput): Promise<UserToken> {
  return requestToken(config, 'oauth.refresh', {
    form: { grant_type: 'refresh_token', refresh_token: input.refreshToken },
    secrets: [input.refreshToken],
    signal: input.signal,
  });
}

export type RevokeTokenInput = {
  accessToken: string;
  signal?: AbortSignal;
};

/** Disconnects the app from the user's TikTok account; the refresh token is dead too. */
export async function revokeToken(
  config: ClientConfig,
  input: RevokeTokenInput,
): Promise<{ logId: string | null }> {
  const { logId } = await callApi(config, {
    endpoint: 'oauth.revoke',
    body: { form: withCredentials(config, { token: input.accessToken }) },
    schema: z.object({ log_id: z.string().optional() }),
    secrets: [input.accessToken],
    signal: input.signal,
  });
  return { logId };
}

async function requestToken(
  config: ClientConfig,
  endpoint: 'oauth.exchange' | 'oauth.refresh',
  { form, ...rest }: { form: Record<string, string> } & Pick<ApiCall<unknown>, 'secrets' | 'signal'>,
): Promise<UserToken> {
  const body = { form: withCredentials(config, form) };
  const { data, logId, sentAt } = await callApi(config, { endpoint, body, schema: tokenSchema, ...rest });
  return {
    accessToken: data.access_token,
    refreshToken: data.refresh_token,
    openId: data.open_id,
    scopes: parseScopes(data.scope),
    expiresAt: new Date(sentAt.getTime() + data.expires_in * 1000),
    refreshExpiresAt: new Date(sentAt.getTime() + data.refresh_expires_in * 1000),
    logId,
  };
}

function withCredentials(config: ClientConfig, form: Record<string, string>): Record<string, string> {
  const { clientKey, clientSecret } = config.credentials;
  return { client_key: clientKey, client_secret: clientSecret, ...form };
}
