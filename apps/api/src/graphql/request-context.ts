import type { TeamContext } from '../context.ts';
import type { Deps } from '../deps.ts';
import type { EventListener } from '../events/event-listener.ts';
import type { Viewer } from '../teams/viewer.ts';

/** What every resolver is given. */
export type RequestContext = {
  deps: Deps;
  listener: EventListener;
  /** Null when nobody is signed in. */
  viewer: Viewer | null;
  requestId: string;
};

/** The context of a field that is only reached when somebody is signed in. */
export type SignedInContext = RequestContext & { viewer: Viewer };

/** @returns what verbs take, from a signed-in request */
export function teamContext({ deps, viewer }: SignedInContext): TeamContext {
  return { deps, actor: viewer.actor, teamId: viewer.teamId, role: viewer.role };
}
