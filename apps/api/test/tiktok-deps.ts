import { randomUUID } from 'node:crypto';
import { createTikTokClient, TIKTOK_SCOPES, type TikTokClientOptions } from '@airdate/tiktok';
import { createSimulator, type Simulator, type SimulatorOptions } from '@airdate/tiktok/simulator';
import { afterAll } from 'vitest';
import { accountHandlers } from '../src/accounts/account.worker.ts';
import type { SealedTokens } from '../src/accounts/grant.ts';
import { saveGrant } from '../src/accounts/save-grant.ts';
import type { Deps } from '../src/deps.ts';
import type { Keyring } from '../src/keyring.ts';
import { ONE_REQUEST_PER_CALL } from '../src/quota/quota.ts';
import { createTestDeps, type TestDeps } from './test-deps.ts';

export type SimulatedTikTok = { deps: TestDeps; simulator: Simulator };

/** Deps whose TikTok is a simulator of this test file alone, reached over HTTP as the real one would be. */
export async function createSimulatedTikTok(options: SimulatorOptions = {}): Promise<SimulatedTikTok> {
  const simulator = await createSimulator(options);
  afterAll(() => simulator.close());
  const base = await createTestDeps({
    jobs: accountHandlers.map(({ job }) => job),
    tiktokUrl: simulator.apiUrl,
  });
  const { clientKey, clientSecret } = simulator.app;
  simulator.configureApp({ redirectUris: [`${base.config.appUrl}/oauth/tiktok/callback`] });
  const { apiUrl, authorizeUrl } = simulator;
  const tiktok = { ...base.config.tiktok, clientKey, clientSecret, apiUrl, authorizeUrl };
  const deps = { ...base, config: { ...base.config, tiktok, simulatorUrl: simulator.url } };
  return { simulator, deps: { ...deps, tiktok: clientOf(deps) } };
}

/** @param timeoutMs how long one try of one call may take */
export function clientOf(
  { config, clock }: Pick<Deps, 'config' | 'clock'>,
  timeoutMs?: number,
  options: Partial<TikTokClientOptions> = {},
) {
  const { apiUrl, authorizeUrl } = config.tiktok;
  return createTikTokClient({
    credentials: config.tiktok,
    apiUrl,
    authorizeUrl,
    timeoutMs,
    retry: ONE_REQUEST_PER_CALL,
    clock: () => clock.now(),
    ...options,
  });
}

/** A client to whose answers a gateway adds headers. */
export function clientWithHeaders(deps: Pick<Deps, 'config' | 'clock'>, headers: Record<string, string>) {
  return clientOf(deps, undefined, {
    fetch: async (...args) => {
      const { status, body, headers: own } = await fetch(...args);
      return new Response(body, { status, headers: { ...Object.fromEntries(own), ...headers } });
    },
  });
}

/** What is sealed in a grant's row. */
export function tokensOf(
  keyring: Keyring,
  { id, sealedAccessToken, sealedRefreshToken }: SealedTokens,
): { accessToken: string; refreshToken: string } {
  return {
    accessToken: keyring.open(sealedAccessToken ?? '', `grant:${id}:access`),
    refreshToken: keyring.open(sealedRefreshToken ?? '', `grant:${id}:refresh`),
  };
}

let creators = 0;

/** A new creator of the simulator, connected to the team with tokens that work. */
export async function connectSimulatedCreator(
  { deps, simulator }: SimulatedTikTok,
  teamId: string,
  {
    username = `creator.${++creators}`,
    scopes = TIKTOK_SCOPES,
  }: { username?: string; scopes?: readonly string[] } = {},
) {
  const known = simulator.creators().some((creator) => creator.username === username);
  if (!known) simulator.createCreator({ username });
  const { accessToken, refreshToken, openId } = simulator.issueTokens(username, [...scopes]);
  const issuedAt = deps.clock.now();
  const token = {
    accessToken,
    refreshToken,
    openId,
    scopes: [...scopes],
    expiresAt: new Date(issuedAt.getTime() + 2 * 3_600_000),
    refreshExpiresAt: new Date(issuedAt.getTime() + 180 * 86_400_000),
    logId: null,
  };
  const grantId = await saveGrant(deps, { token, issuedAt, connectingTeamId: teamId });
  const account = await deps.db.account.create({
    data: {
      id: randomUUID(),
      teamId,
      grantId,
      username,
      nickname: username,
      timeZone: 'UTC',
      connectedAt: issuedAt,
      schedule: { create: {} },
    },
  });
  return { account, username, accessToken };
}
