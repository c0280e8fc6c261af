import { GraphQLError } from 'graphql';
import type { KeyClaim, TeamContext } from '../context.ts';
import type { TeamDeps } from '../deps.ts';
import type { DomainError } from '../errors.ts';
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
  /** Where what is being carried out has an idempotency key. */
  once?: Once;
};

/** How what has an idempotency key is carried out. */
export type Once = {
  claim?: KeyClaim;
  /** Why it is not; the answer of the field. */
  refusal?: DomainError;
  /** Is told what the field throws. */
  noteFailure(error: unknown): void;
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
  return { deps, actor, teamId, role, claim: ctx.once?.claim };
}
