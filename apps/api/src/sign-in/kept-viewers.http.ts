import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { EventListener } from '../events/event-listener.ts';
import type { Viewer } from '../teams/viewer.ts';
import type { ResolveViewer } from './resolve-viewer.http.ts';

/** Who holds a key or session is asked at least so often, whatever happens to the connection that tells of withdrawals. */
const FRESH_MS = 1_000;
/** Viewers kept at most. */
const MOST = 10_000;

/** Viewers that were resolved a moment ago. */
export type KeptViewers = {
  viewerOf: ResolveViewer;
  /** Forgets the viewers of a team of which somebody may just have changed what they stand on. */
  forget(teamId: string): void;
  /** Keeps nobody while `work` goes on, which may end or change any session. */
  during<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
};

/**
 * Resolves a viewer once a second at most. What is withdrawn is forgotten by the notifications that also close sockets, and at
 * once in the process that did it, which says so by `forget`.
 *
 * @param resolve finds out in the database
 */
export function keepViewers(
  { listener, clock }: { listener: EventListener; clock: Clock },
  resolve: ResolveViewer,
): KeptViewers {
  const kept = new LRUCache<string, Viewer>({ max: MOST, ttl: FRESH_MS });
  let forgotten = 0;
  let pauses = 0;

  function forget(isMeant: (viewer: Viewer) => boolean): void {
    // Also what is being resolved right now may have been read before the change.
    forgotten++;
    for (const [name, viewer] of kept.entries()) if (isMeant(viewer)) kept.delete(name);
  }

  const unsubscribe = listener.subscribeToViewers((ground) =>
    forget(({ grounds }) => ground === null || grounds.some((each) => each === ground)),
  );

  return {
    async viewerOf(headers, options) {
      // Whoever looks again at an open connection wants to know how it is now.
      if (options?.renew === false) return resolve(headers, options);
      const name = nameOf(headers);
      if (!name || pauses > 0) return resolve(headers, options);
      const known = kept.get(name);
      if (known && (!known.expiresAt || known.expiresAt > clock.now())) return known;
      const before = forgotten;
      const viewer = await resolve(headers, options);
      if (viewer && before === forgotten && pauses === 0) kept.set(name, viewer);
      return viewer;
    },
    forget: (teamId) => forget((viewer) => viewer.teamId === teamId),
    async during(work) {
      pauses++;
      forget(() => true);
      try {
        return await work();
      } finally {
        pauses--;
      }
    },
    close: unsubscribe,
  };
}

/** Stands for the key or the cookies of a request, without holding a secret; null for nobody's. */
function nameOf(headers: Headers): string | null {
  const key = headers.get('authorization');
  const credentials = key === null ? headers.get('cookie') : `key ${key}`;
  return credentials && createHash('sha256').update(credentials).digest('base64');
}
