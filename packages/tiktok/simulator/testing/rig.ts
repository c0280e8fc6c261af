import { createSimulator, type Simulator, type SimulatorOptions } from '../index.ts';
import { Caller } from './caller.ts';

export const ALL_SCOPES = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
];

/** A simulator of its own on a free port, with an audited app and time standing still. */
export async function startFrozen(options: SimulatorOptions = {}): Promise<Simulator> {
  const app = { audited: true, redirectUris: ['http://localhost:3000/callback'], ...options.app };
  const simulator = await createSimulator({ ...options, app });
  simulator.clock.freeze();
  return simulator;
}

/** A caller with every scope, or some, of a creator. */
export function callerFor(simulator: Simulator, username = 'mia.makes', scopes = ALL_SCOPES): Caller {
  return new Caller(simulator.apiUrl, simulator.issueTokens(username, scopes).accessToken);
}
