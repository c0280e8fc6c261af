import { GraphQLError } from 'graphql';
import type { TeamContext } from '../context.ts';
import type { TeamDeps } from '../deps.ts';
import type { EventListener } from '../events/event-listener.ts';
import type { Viewer } from '../teams/viewer.ts';
import type { ViewerWatch } from '../teams/watch-viewer.ts';

/** What every resolver is given. */
export type RequestContext = {
  /** Those of the viewer's team, or of none. */
  deps: TeamDeps;
  listener: EventListener;
  /** Null when nobody is signed in. Resolvers get at it through `signedIn`, so a forgotten check does not compile. */
  viewer: Viewer | null;
  requestId: string;
  /** The watch over the connection that the request came by, when it is a WebSocket. */
  watch?: ViewerWatch;
};

export type SignedInContext = RequestContext & { viewer: Viewer };

/** @throws GraphQLError `UNAUTHENTICATED` when nobody is signed in */
export function signedIn(ctx: RequestContext): SignedInContext {
  if (ctx.viewer) return ctx as SignedInContext;
  throw new GraphQLError('Sign in, or send an API key in the Authorization header.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  });
}

/**
 * What verbs take.
 *
 * @throws GraphQLError `UNAUTHENTICATED` when nobody is signed in
 */
export function teamContext(ctx: RequestContext): TeamContext {
  const { deps, viewer } = signedIn(ctx);
  const { actor, teamId, role } = viewer;
  return { deps, actor, teamId, role };
}
