import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Simulator } from '../../simulator/index.ts';
import { send } from './answer.ts';
import { PATHS } from './caller.ts';
import { type RealApi, realApi } from './environment.ts';
import {
  pointedAt,
  prepare,
  type SimulatedTikTok,
  startSimulator,
  type TikTok,
  VERIFIED_DOMAIN,
} from './tiktok.ts';

type Register<T> = (title: string, run: (tiktok: T) => Promise<void> | void) => void;

/** How to register a case, by what it needs of the other side. */
export type Contract = {
  /** Needs the credentials of an app. */
  anywhere: Register<TikTok>;
  /** Needs a user access token. */
  withToken: Register<TikTok>;
  /** Needs a refresh token that may be spent. */
  withRefreshToken: Register<TikTok>;
  /** Needs a token, and media on a verified host. */
  withMedia: Register<TikTok>;
  /** Puts something on the account. */
  withPosting: Register<TikTok>;
  /** Needs control over the clock, faults, the app or creators. */
  withControl: Register<SimulatedTikTok>;
  /** A photo on a host that the app has verified; on a simulator nobody serves it. */
  photoUrl: string;
};

/** A real upload and its processing take minutes, and so does a rate limit. */
const REAL_TIMEOUT_MS = 600_000;

/**
 * Registers the cases of one area against a simulator of its own, or against the API that the environment names.
 * Cases that the API cannot serve are not registered; how many is printed at the end.
 */
export function contract(area: string): Contract {
  const real = realApi();
  return real === null ? againstSimulator() : againstRealApi(real, area);
}

function againstSimulator(): Contract {
  let simulator: Simulator;
  let tiktok: SimulatedTikTok;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  beforeEach(() => {
    tiktok = prepare(simulator);
  });
  afterAll(() => simulator.close());
  const register: Register<SimulatedTikTok> = (title, run) => it(title, () => run(tiktok));
  return {
    anywhere: register,
    withToken: register,
    withRefreshToken: register,
    withMedia: register,
    withPosting: register,
    withControl: register,
    photoUrl: `https://${VERIFIED_DOMAIN}/photo.jpg`,
  };
}

function againstRealApi(real: RealApi, area: string): Contract {
  const tiktok = pointedAt(real);
  let leftOut = 0;
  const registerIf =
    (possible: boolean): Register<TikTok> =>
    (title, run) => {
      if (possible) it(title, () => run(tiktok), REAL_TIMEOUT_MS);
      else leftOut += 1;
    };
  it('reaches the API', async () => {
    expect((await send(`${real.apiUrl}${PATHS.userInfo}?fields=open_id`)).code).toBe('access_token_invalid');
  });
  afterAll(() => {
    console.info(`${area}: ${leftOut} cases left out, which ${real.apiUrl} cannot serve`);
  });
  const hasToken = real.accessToken !== null;
  return {
    anywhere: registerIf(true),
    withToken: registerIf(hasToken),
    withRefreshToken: registerIf(real.refreshToken !== null),
    withMedia: registerIf(hasToken && real.photoUrl !== null),
    withPosting: registerIf(hasToken && real.mayPost),
    // Never runs without a simulator, so it never sees a TikTok that is none.
    withControl: () => {
      leftOut += 1;
    },
    photoUrl: real.photoUrl ?? '',
  };
}
