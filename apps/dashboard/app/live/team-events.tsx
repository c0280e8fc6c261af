import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { useClient } from 'urql';
import { graphql, type ResultOf } from '../graphql/graphql.ts';
import { liveState, onLiveStateChange } from '../graphql/live-socket.ts';
import { useThrottled } from './use-throttled.ts';

const TeamEventsSubscription = graphql(`
  subscription TeamEvents {
    teamEvents {
      cursor
      type
      account {
        id
      }
      mediaAsset {
        id
      }
      post {
        id
      }
    }
  }
`);

export type TeamEvent = ResultOf<typeof TeamEventsSubscription>['teamEvents'];

type Bus = { listeners: Set<(event: TeamEvent | null) => void>; lastAt: number };

const BusContext = createContext<Bus | null>(null);

/** A page that appears this shortly after an event, or after the connection, may show what was before it. */
const OVERLAP_MS = 2_000;
const REFRESH_EVERY_MS = 700;

/** Listens to the team's log once for the whole dashboard. */
export function TeamEventsProvider({ children }: { children: ReactNode }) {
  const bus = useMemo<Bus>(() => ({ listeners: new Set(), lastAt: 0 }), []);
  const client = useClient();
  useEffect(() => {
    const subscription = client.subscription(TeamEventsSubscription, {}).subscribe(({ data }) => {
      if (!data) return;
      bus.lastAt = Date.now();
      for (const listener of bus.listeners) listener(data.teamEvents);
    });
    return () => subscription.unsubscribe();
  }, [client, bus]);

  // Whatever happened while the socket was away is not told again, so every page asks afresh.
  useEffect(
    () =>
      onLiveStateChange(() => {
        if (liveState() !== 'live') return;
        bus.lastAt = Date.now();
        for (const listener of bus.listeners) listener(null);
      }),
    [bus],
  );
  return <BusContext.Provider value={bus}>{children}</BusContext.Provider>;
}

/**
 * Calls `refresh` after events that concern the page, at most about once a second, and after the connection came back.
 *
 * @param concerns which events matter; all when left out
 */
export function useRefreshOnEvents(
  refresh: () => void,
  concerns: (event: TeamEvent) => boolean = () => true,
): void {
  const bus = useContext(BusContext);
  const soon = useThrottled(refresh, REFRESH_EVERY_MS);
  const latest = useRef(concerns);
  latest.current = concerns;

  useEffect(() => {
    if (bus === null) return;
    const listener = (event: TeamEvent | null) => {
      if (event === null || latest.current(event)) soon();
    };
    bus.listeners.add(listener);
    if (Date.now() - bus.lastAt < OVERLAP_MS) soon();
    return () => {
      bus.listeners.delete(listener);
    };
  }, [bus, soon]);
}
