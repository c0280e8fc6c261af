import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTikTokClient } from '../src/index.ts';
import type { Simulator } from './index.ts';
import { ALL_SCOPES, startFrozen } from './testing/rig.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startFrozen();
});
afterEach(() => simulator.close());

/** One whose calls stay in this process. */
function clientInside() {
  const { apiUrl, app, fetch } = simulator;
  return createTikTokClient({ credentials: app, apiUrl, fetch, retry: { attempts: 1 } });
}

it('answers a client in its own process', async () => {
  const { accessToken } = simulator.issueTokens('mia.makes', ALL_SCOPES);
  const creator = await clientInside().queryCreatorInfo({ accessToken });
  expect(creator).toMatchObject({ username: 'mia.makes' });
  expect(simulator.calls().at(-1)).toMatchObject({ endpoint: 'creator_info.query', code: 'ok' });
});

it('drops a call in its own process as it drops a connection', async () => {
  const { accessToken } = simulator.issueTokens('mia.makes', ALL_SCOPES);
  simulator.faults.add({ point: 'creator_info.query', effect: { kind: 'drop', when: 'before' } });
  await expect(clientInside().queryCreatorInfo({ accessToken })).rejects.toMatchObject({
    code: 'network_error',
  });
});
