import { type EmbeddedPostgres, startEmbedded } from '../embedded/index.ts';
import { migrate } from '../migrate/index.ts';

/** The migrated database that test databases are copied from; nobody may be connected to it while it is copied. */
export const TEMPLATE_DATABASE = 'airdate_template';

/** Starts a Postgres for one test run, with a migrated template in it. Runs beside each other have a server each. */
export async function startTestServer(): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ ephemeral: true });
  try {
    await migrate(server.url(TEMPLATE_DATABASE));
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}
