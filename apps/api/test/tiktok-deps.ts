import { createTikTokClient } from '@airdate/tiktok';
import { createSimulator, type Simulator, type SimulatorOptions } from '@airdate/tiktok/simulator';
import { afterAll } from 'vitest';
import type { Deps } from '../src/deps.ts';
import { createTestDeps, type TestDeps } from './test-deps.ts';

export type SimulatedTikTok = { deps: TestDeps; simulator: Simulator };

/** Deps whose TikTok is a simulator of this test file alone, reached over HTTP as the real one would be. */
export async function createSimulatedTikTok(options: SimulatorOptions = {}): Promise<SimulatedTikTok> {
  const simulator = await createSimulator(options);
  afterAll(() => simulator.close());
  const base = await createTestDeps({ jobs: [], tiktokUrl: simulator.apiUrl });
  const { clientKey, clientSecret } = simulator.app;
  simulator.configureApp({ redirectUris: [`${base.config.appUrl}/oauth/tiktok/callback`] });
  const { apiUrl, authorizeUrl } = simulator;
  const tiktok = { ...base.config.tiktok, clientKey, clientSecret, apiUrl, authorizeUrl };
  const deps = { ...base, config: { ...base.config, tiktok, simulatorUrl: simulator.url } };
  return { simulator, deps: { ...deps, tiktok: clientOf(deps) } };
}

/** @param timeoutMs how long one try of one call may take */
export function clientOf({ config, clock }: Pick<Deps, 'config' | 'clock'>, timeoutMs?: number) {
  const { apiUrl, authorizeUrl } = config.tiktok;
  return createTikTokClient({
    credentials: config.tiktok,
    apiUrl,
    authorizeUrl,
    timeoutMs,
    clock: () => clock.now(),
  });
}
