// A program for tests: runs an embedded server in the folder given, says where, and waits to be killed.
import { EmbeddedPostgresError, startEmbedded } from './index.ts';

try {
  const server = await startEmbedded({ dataDir: process.argv[2]! });
  console.log(server.url('postgres'));
  process.stdin.resume();
} catch (error) {
  console.log(error instanceof EmbeddedPostgresError ? error.code : error);
}
