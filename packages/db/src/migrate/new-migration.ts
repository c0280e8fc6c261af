// Writes the next migration from the Prisma schema: `node src/migrate/new-migration.ts NAME`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startEmbedded } from '../embedded/index.ts';

const [name] = process.argv.slice(2);
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Give the migration a name of small letters, digits and underscores.');
  process.exit(1);
}
const server = await startEmbedded({ ephemeral: true });
try {
  const { status } = spawnSync('prisma', ['migrate', 'dev', '--name', name], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, DATABASE_URL: server.url('airdate') },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  await server.stop();
}
