import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestDeps } from './test-deps.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/**
 * The product's own process, as an operator would start it, on the database and media of these deps.
 *
 * @param onOutput is given what it writes; unset, that is shown
 */
export async function startProcess(
  deps: Pick<TestDeps, 'config' | 'databaseUrl'>,
  role: 'http' | 'worker' | 'http,worker',
  env: NodeJS.ProcessEnv = {},
  onOutput?: (text: string) => void,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', ...(onOutput ? (['pipe', 'pipe'] as const) : (['inherit', 'inherit'] as const)), 'ipc'],
    env: {
      ...process.env,
      DATABASE_URL: deps.databaseUrl,
      ROLE: role,
      API_PORT: '0',
      TIKTOK_CLIENT_KEY: deps.config.tiktok.clientKey,
      TIKTOK_CLIENT_SECRET: deps.config.tiktok.clientSecret,
      TIKTOK_API_URL: deps.config.tiktok.apiUrl,
      TIKTOK_AUTHORIZE_URL: deps.config.tiktok.authorizeUrl,
      TIKTOK_APP_AUDITED: String(deps.config.tiktok.audited),
      TOKEN_ENCRYPTION_KEYS: deps.config.tokenEncryptionKeys,
      SESSION_SECRET: deps.config.sessionSecret,
      DATA_DIR: deps.config.storageDir,
      STORAGE_URL: `file:${deps.config.storageDir}`,
      LOG_LEVEL: 'silent',
      ...env,
    },
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput!);
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`The ${role} process ended with ${code}.`)),
    ),
  ]);
  return child;
}

/** Ends a process without giving it a chance to tidy up. */
export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
