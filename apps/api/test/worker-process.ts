import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestDeps } from './test-deps.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The product's own process, as an operator would start it, on the database and media of these deps. */
export async function startProcess(
  deps: TestDeps,
  role: 'http' | 'worker' | 'http,worker',
  env: NodeJS.ProcessEnv = {},
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
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
