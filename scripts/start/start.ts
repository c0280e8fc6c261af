import { setMaxListeners } from 'node:events';
import { assertReachable } from '../../packages/db/src/migrate/index.ts';
import { existsInCheckout, inCheckout } from '../checkout.ts';
import { announce } from './announce.ts';
import { App, type AppSpec } from './app.ts';
import { apiEnv, describeApps } from './app-specs.ts';
import { build } from './build.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { openDatabase } from './database.ts';
import { openLog } from './log.ts';
import { pickPort, requireFreePort } from './requirements.ts';
import { restartOnChange } from './restart-on-change.ts';
import { loadSecrets } from './secrets.ts';
import { seedWhenEmpty } from './seed.ts';
import { saysAll } from './sentences.ts';
import { readSettings, type Settings } from './settings.ts';
import { StartError } from './start-error.ts';
import { Stopped, stopRequested, unlessStopped } from './stop-request.ts';

/** Runs the whole product until it is asked to stop. @returns the exit code */
export const start = () => runProduct({ development: false });

/** The same, with the dashboard reloading and the API restarting when their files change. */
export const dev = () => runProduct({ development: true });

async function runProduct({ development }: { development: boolean }): Promise<number> {
  const stopping = stopRequested();
  setMaxListeners(0, stopping);
  try {
    if (existsInCheckout('.env')) process.loadEnvFile(inCheckout('.env'));
    await serve(readSettings(process.env, { development }), development, stopping);
    return 0;
  } catch (error) {
    if (error instanceof Stopped) return 0;
    if (!saysAll(error)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** Brings everything up and waits. Whatever way it ends, what was started last is stopped first. */
async function serve(settings: Settings, development: boolean, stopping: AbortSignal): Promise<never> {
  await requireFreePort(settings.port);
  const holdsDatabase = settings.databaseUrl === undefined;
  for (const sentence of prepareDataDirectory(settings.dataDir, { holdsDatabase })) {
    console.warn(`Warning: ${sentence}`);
  }
  if (settings.databaseUrl) await assertReachable(settings.databaseUrl);
  const { secrets, keySource } = readSecrets(settings.dataDir);

  await using running = new AsyncDisposableStack();
  const opening = openDatabase(settings);
  running.defer(async () => {
    await opening.then(
      (database) => database.stop(),
      () => undefined,
    );
  });
  const building = new AbortController();
  running.defer(() => building.abort());
  const built = build({ forDevelopment: development, signal: building.signal });
  const [database] = await unlessStopped(stopping, Promise.all([opening, built]));

  const ports = {
    api: await pickPort(settings.preferredPorts.api),
    simulator: await pickPort(settings.preferredPorts.simulator),
  };
  const wiring = { settings, secrets, keySource, databaseUrl: database.url, ports, development };
  if (settings.simulated) await unlessStopped(stopping, seedWhenEmpty(database.url, apiEnv(wiring)));

  const launch = (spec: AppSpec): App => {
    const app = new App(spec, openLog(settings.dataDir, spec.name, settings));
    running.defer(() => app.stop());
    return app;
  };
  const specs = describeApps(wiring);
  const simulator = specs.simulator && launch(specs.simulator);
  const api = launch(specs.api);
  const dashboard = launch(specs.dashboard);
  const starting = Promise.all([api.start(), dashboard.start(), simulator?.start()]);
  const [apiReady] = await unlessStopped(stopping, starting);
  if (development)
    running.use(restartOnChange(api, ['apps/api/src', 'packages/db/src', 'packages/tiktok/src']));

  const { setUpUrl } = apiReady as { setUpUrl?: string | null };
  await announce(settings, { apiPort: ports.api, setUpUrl });
  await unlessStopped(stopping, database.ended);
  throw new StartError(`The embedded Postgres ended by itself; its log is in ${settings.dataDir}.`);
}

function readSecrets(dataDir: string) {
  const { secrets, keySource, file, generated } = loadSecrets(dataDir, process.env);
  if (generated.length > 0) {
    console.warn(`Warning: made ${generated.join(' and ')} in ${file}; keep a copy with your backups.`);
  }
  return { secrets, keySource };
}
