import type { TestProject } from 'vitest/node';
import type { EmbeddedPostgres } from '../embedded/index.ts';
import { startTestServer } from './server.ts';

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to the library's own.
  interface ProvidedContext {
    /** The test server's own database, to create and drop test databases from. */
    testServerUrl: string;
  }
}

/** Vitest runs this file once for each project; all of them share one server. */
// biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to the library's own.
interface SharedServer {
  starting: Promise<EmbeddedPostgres>;
  users: number;
}
const shared = globalThis as { airdateTestServer?: SharedServer };

export async function setup(project: TestProject): Promise<void> {
  shared.airdateTestServer ??= { starting: startTestServer(), users: 0 };
  shared.airdateTestServer.users++;
  const server = await shared.airdateTestServer.starting;
  project.provide('testServerUrl', server.url('postgres'));
}

export async function teardown(): Promise<void> {
  const server = shared.airdateTestServer;
  if (!server || --server.users > 0) return;
  shared.airdateTestServer = undefined;
  await (await server.starting).stop();
}
