import { type Deps, depsOfTeam, type TeamDeps } from '../deps.ts';
import { TestKeyError } from '../errors.ts';
import { mayReachTikTok } from '../require-scope.ts';
import type { Viewer } from './viewer.ts';

/** What is used on behalf of a viewer: behind the wall of the team, and without TikTok where the viewer may not reach it. */
export function depsOfViewer(deps: Deps, viewer: Viewer | null): TeamDeps {
  const reachable = viewer && !mayReachTikTok(deps.config, viewer) ? { ...deps, tiktok: UNREACHED } : deps;
  return depsOfTeam(reachable, viewer?.teamId ?? null);
}

/** Refuses each call, before anything is sent. */
const UNREACHED = new Proxy({} as Deps['tiktok'], {
  get: () => () => {
    throw new TestKeyError();
  },
});
