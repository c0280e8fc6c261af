import { CONNECTION_LIMITS } from '@airdate/db';
import pg from 'pg';
import type { Logger } from 'pino';

const EVENT_CHANNEL = 'airdate_events';
const VIEWER_CHANNEL = 'airdate_viewers';
const DUE_CHANNEL = 'airdate_due';
const RECONNECT_DELAY_MS = 500;

/** Tells this process what was committed, wherever the writer runs. */
export type EventListener = {
  /** Calls `wake` after each commit that appended to the team's log, and after every reconnection. */
  subscribe(teamId: string, wake: () => void): () => void;
  /** Calls `appended` with the team after each commit that appended to a log. After a reconnection, with null: to any. */
  subscribeToTeams(appended: (teamId: string | null) => void): () => void;
  /**
   * Calls `changed` after each commit that may have withdrawn what viewers rely on: with `apiKey:<id>`, `session:<id>`, or
   * `user:<id>` when the user's memberships changed. After a reconnection, with null: anything may have changed meanwhile.
   */
  subscribeToViewers(changed: (ground: string | null) => void): () => void;
  /**
   * Calls `due` after each commit that planned something for a post, with the instant in ms since 1970 by the database's
   * time. After a reconnection, with null: anything may have been planned meanwhile.
   */
  subscribeToDue(due: (atMs: number | null) => void): () => void;
  close(): Promise<void>;
};

/**
 * Holds one connection that LISTENs. Notifications carry only ids; readers fetch by cursor and viewers are resolved
 * afresh, so a lost notification costs time and nothing else: after a reconnection everybody is woken.
 */
export async function startEventListener(databaseUrl: string, log: Logger): Promise<EventListener> {
  const teams = new Map<string, Set<() => void>>();
  const everyTeam = new Set<(teamId: string | null) => void>();
  const viewers = new Set<(ground: string | null) => void>();
  const dispatchers = new Set<(atMs: number | null) => void>();
  let client: pg.Client | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      ...CONNECTION_LIMITS,
      connectionString: databaseUrl,
      application_name: 'airdate-events',
    });
    next.on('notification', ({ channel, payload = '' }) => {
      if (channel === VIEWER_CHANNEL) for (const changed of viewers) changed(payload);
      else if (channel === DUE_CHANNEL) for (const due of dispatchers) due(Number(payload));
      else {
        for (const wake of teams.get(payload) ?? []) wake();
        for (const appended of everyTeam) appended(payload);
      }
    });
    next.on('error', (error) => {
      void next.end().catch(() => {});
      if (client !== next) return;
      client = null;
      log.warn({ err: error }, 'event listener lost its connection');
      reconnect(0);
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${EVENT_CHANNEL}; LISTEN ${VIEWER_CHANNEL}; LISTEN ${DUE_CHANNEL}`);
    } catch (error) {
      void next.end().catch(() => {});
      throw error;
    }
    if (closed) return void next.end();
    client = next;
    for (const changed of viewers) changed(null);
    for (const due of dispatchers) due(null);
    for (const appended of everyTeam) appended(null);
    for (const wakes of teams.values()) for (const wake of wakes) wake();
  }

  function reconnect(delayMs: number): void {
    if (closed) return;
    timer = setTimeout(() => void connect().catch(() => reconnect(RECONNECT_DELAY_MS)), delayMs);
  }

  await connect();
  return {
    subscribe(teamId, wake) {
      const wakes = teams.get(teamId) ?? new Set();
      teams.set(teamId, wakes.add(wake));
      return () => {
        wakes.delete(wake);
        if (wakes.size === 0 && teams.get(teamId) === wakes) teams.delete(teamId);
      };
    },
    subscribeToTeams(appended) {
      everyTeam.add(appended);
      return () => void everyTeam.delete(appended);
    },
    subscribeToViewers(changed) {
      viewers.add(changed);
      return () => void viewers.delete(changed);
    },
    subscribeToDue(due) {
      dispatchers.add(due);
      return () => void dispatchers.delete(due);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}
