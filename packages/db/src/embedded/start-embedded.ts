import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { findBinaries } from './binaries.ts';
import { clusterPath, openCluster, SUPERUSER } from './cluster.ts';
import { StartFailedError } from './errors.ts';
import { releaseOwnership, takeOwnership } from './ownership.ts';
import { makeTemporaryDirectory, prepareDataDirectory } from './places.ts';
import { assertPortFree, findFreePort } from './port.ts';
import { runServer, type Server, type ServerOptions } from './server.ts';
import { serverUser } from './system-user.ts';

export type EmbeddedOptions =
  | {
      /** Made when missing. Data that root's server user cannot reach here are kept in /var/lib/airdate instead. */
      dataDir: string;
      /** On 127.0.0.1; a free one is chosen when left out. */
      port?: number;
      ephemeral?: false;
    }
  | {
      /** A server for one test run: temporary folder, no fsync, nothing left afterwards. */
      ephemeral: true;
      port?: number;
    };

export type EmbeddedPostgres = {
  port: number;
  /** Where the data really are. */
  directory: string;
  /** @returns a connection URL with user and password; the database need not exist */
  url(database: string): string;
  /** Settles when the server is gone, asked for or not. */
  ended: Promise<void>;
  /** Ends open connections, writes everything down and waits until the server is gone. Safe to call twice. */
  stop: () => Promise<void>;
};

/**
 * Starts a Postgres of our own on 127.0.0.1, as root too (it then runs as another user). The server stops by itself
 * when this process ends, however it ends.
 *
 * @throws EmbeddedPostgresError with a code and one sentence for people
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const ephemeral = options.ephemeral === true;
  const user = serverUser();
  const binaries = findBinaries(user);
  if (options.port) await assertPortFree(options.port);
  const directory = options.ephemeral
    ? makeTemporaryDirectory(user)
    : prepareDataDirectory(resolve(options.dataDir), user);
  await takeOwnership(directory, clusterPath(directory));
  try {
    const cluster = await openCluster(directory, binaries, user, { ephemeral });
    const { server, port } = await runOnPort(options.port, { binaries, cluster, user, directory, ephemeral });
    let stopped: Promise<void> | undefined;
    return {
      port,
      directory,
      ended: server.ended,
      url: (database) =>
        `postgresql://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
      stop() {
        stopped ??= server.stop().then(() => leave(directory, ephemeral));
        return stopped;
      },
    };
  } catch (error) {
    leave(directory, ephemeral);
    throw error;
  }
}

/** A free port can be lost to another program before the server binds it; then another one is tried. */
async function runOnPort(
  wanted: number | undefined,
  options: Omit<ServerOptions, 'port'>,
): Promise<{ server: Server; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await findFreePort());
    try {
      return { server: await runServer({ ...options, port }), port };
    } catch (error) {
      const lostPort =
        error instanceof StartFailedError && /could not (bind|create any TCP)/.test(error.output);
      if (wanted !== undefined || attempt === 5 || !lostPort) throw error;
    }
  }
}

function leave(directory: string, ephemeral: boolean): void {
  if (ephemeral) rmSync(directory, { recursive: true, force: true });
  else releaseOwnership(directory);
}
