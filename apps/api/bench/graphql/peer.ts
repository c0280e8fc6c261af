import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../postgraphile/', import.meta.url));
const PNPM = fileURLToPath(new URL('../../../../node_modules/.bin/pnpm', import.meta.url));

/** Starts PostGraphile, which has packages and a lockfile of its own: graphql 16 cannot stand beside ours. */
export async function startPeer(databaseUrl: string): Promise<{ url: string; stop(): void }> {
  if (!existsSync(`${FOLDER}node_modules/postgraphile`)) {
    execFileSync(PNPM, ['install', '--frozen-lockfile', '--ignore-workspace'], {
      cwd: FOLDER,
      stdio: 'inherit',
    });
  }
  const child = fork(`${FOLDER}server.mjs`, [databaseUrl], {
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' },
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}/graphql`, stop: () => void child.kill() };
}
