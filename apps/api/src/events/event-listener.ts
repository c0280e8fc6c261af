import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Logger } from 'pino';

const EVENT_CHANNEL = 'airdate_events';
const RECONNECT_DELAY_MS = 500;

/** Tells subscribers of this process that a team's log grew, wherever the writer runs. */
export type EventListener = {
  /** Calls `wake` after each commit that appended to the team's log, and after every reconnection. */
  subscribe(teamId: string, wake: () => void): () => void;
  close(): Promise<void>;
};

/**
 * Holds one connection that LISTENs. Notifications carry only the team id; readers fetch by cursor, so a lost
 * notification costs time and never an event: after a reconnection everybody is woken.
 */
export async function startEventListener(databaseUrl: string, log: Logger): Promise<EventListener> {
  const teams = new EventEmitter().setMaxListeners(0);
  let client: pg.Client | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'airdate-events',
      keepAlive: true,
    });
    next.on('notification', ({ payload }) => payload && teams.emit(payload));
    next.on('error', (error) => {
      log.warn({ err: error }, 'event listener lost its connection');
      void next.end().catch(() => {});
      reconnectLater();
    });
    await next.connect();
    await next.query(`LISTEN ${EVENT_CHANNEL}`);
    client = next;
    for (const name of teams.eventNames()) teams.emit(name);
  }

  function reconnectLater(): void {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void connect().catch(reconnectLater), RECONNECT_DELAY_MS);
  }

  await connect();
  return {
    subscribe(teamId, wake) {
      teams.on(teamId, wake);
      return () => void teams.off(teamId, wake);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}
