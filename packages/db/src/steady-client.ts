import pg from 'pg';

/**
 * A connection whose break fails what runs on it, and never ends the process: `pg-pool` takes its own listener off before
 * it hands a connection to somebody who is told in a later microtask, and an error that comes in between, in the packet
 * that made the connection ready, would have nobody to hear it.
 */
export class SteadyClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => {});
  }
}
