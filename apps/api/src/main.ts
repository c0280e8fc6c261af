// First: what is imported below asks for it while it loads.
import './production.ts';
import { once } from 'node:events';
import { createDb } from '@airdate/db';
import { createTikTokClient } from '@airdate/tiktok';
import type { Logger } from 'pino';
import { letRefreshLeasesEnd } from './accounts/refresh-lease.ts';
import { captureConsole } from './capture-console.ts';
import { startDatabaseClock } from './database-clock.ts';
import type { Deps } from './deps.ts';
import { type Config, ConfigError, readConfig } from './env.ts';
import { startEventListener } from './events/event-listener.ts';
import { startBoss } from './jobs/boss.ts';
import { createKeyring } from './keyring.ts';
import { createLogger } from './log.ts';
import { createFileMediaStorage } from './media/file-media-storage.ts';
import { ONE_REQUEST_PER_CALL } from './quota/quota.ts';
import { keysFromFile } from './secrets-file.ts';
import { createSecurityLog } from './security-log.ts';
import { createServer } from './serve/server.ts';
import { allJobs, startWorker } from './serve/worker.ts';
import { lockDemoUsers } from './sign-in/demo-user.ts';
import { prepareSetUp } from './sign-in/set-up-token.ts';

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  // Before anything is opened that would keep a process alive whose keys cannot be used.
  const keyring = createKeyring(
    config.secretsFile ? keysFromFile(config.secretsFile) : config.tokenEncryptionKeys,
  );
  // Uploads are their team's; nobody else on the machine reads them.
  process.umask(0o077);
  const log = createLogger(config.logLevel, { process: [...config.roles].join('+') });
  captureConsole(log);
  const db = createDb({ url: config.databaseUrl, applicationName: 'airdate', poolSize: 20 });
  const boss = await startBoss({
    databaseUrl: config.databaseUrl,
    jobs: allJobs,
    log,
  });
  const clock = await startDatabaseClock(db, log);
  const deps: Deps = {
    config,
    db,
    jobs: boss,
    log,
    securityLog: createSecurityLog(log),
    clock,
    keyring,
    storage: createFileMediaStorage(config.storageDir),
    tiktok: createTikTokClient({
      credentials: { clientKey: config.tiktok.clientKey, clientSecret: config.tiktok.clientSecret },
      apiUrl: config.tiktok.apiUrl,
      authorizeUrl: config.tiktok.authorizeUrl,
      retry: ONE_REQUEST_PER_CALL,
      // The simulator's links carry its public origin, which is not the address that this process asks it at.
      allowedUploadHosts: config.simulatorUrl ? [new URL(config.simulatorUrl).host] : [],
    }),
  };
  await lockDemoUsers(deps);

  const listener = await startEventListener(config.databaseUrl, log);
  const stops: (() => Promise<void>)[] = [
    () => db.$disconnect(),
    () => listener.close(),
    () => boss.stop(),
    async () => clock.stop(),
    async () => deps.securityLog.flush(),
  ];
  if (config.roles.has('http')) {
    const { server, close } = createServer(deps, listener);
    server.listen(config.apiPort, config.apiHost);
    await once(server, 'listening');
    log.info({ address: server.address() }, 'listening');
    stops.push(close);
  }
  if (config.roles.has('worker')) stops.push(await startWorker(deps, boss, listener));
  stops.push(async () => letRefreshLeasesEnd(deps));
  stopOnRequest(log, stops, config.roles);
  const setUpUrl = config.roles.has('http') ? await setUpPage(deps) : null;
  // Through a logger of its own: the level must not hide the only way in.
  if (setUpUrl) createLogger('info').info(`Nobody has signed up yet. Set Airdate up at ${setUpUrl}`);
  process.send?.({ type: 'ready', setUpUrl });
}

/** @returns the dashboard's page with the token that it asks for; null when somebody has signed up */
async function setUpPage(deps: Deps): Promise<string | null> {
  const token = await prepareSetUp(deps);
  return token && `${deps.config.appUrl}/setup?token=${token}`;
}

/** Requests of people may finish within this time. */
const STOP_LIMIT_MS = 25_000;
/** Workers give back what they cannot finish, and others wait for it. */
const WORKER_STOP_LIMIT_MS = 4_800;
/** Whoever started this process is gone, and with it perhaps the database. */
const ORPHAN_STOP_LIMIT_MS = 2_000;

/** Stops in the reverse order of starting: first what takes work in, last the database. */
function stopOnRequest(log: Logger, stops: (() => Promise<void>)[], roles: Config['roles']): void {
  let stopping = false;
  const stop = async (withinMs: number) => {
    setTimeout(() => process.exit(1), withinMs).unref();
    if (stopping) return;
    stopping = true;
    for (const stopPart of stops.reverse()) {
      await stopPart().catch((error) => log.error({ err: error }, 'stopping failed'));
    }
    process.exit(0);
  };
  const limitMs = () => (roles.has('http') ? STOP_LIMIT_MS : WORKER_STOP_LIMIT_MS);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(limitMs()));
  process.on('disconnect', () => void stop(ORPHAN_STOP_LIMIT_MS));
}
