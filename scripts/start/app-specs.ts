import { join } from 'node:path';
import type { AppSpec } from './app.ts';
import type { Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';

export interface Wiring {
  settings: Settings;
  secrets: Secrets;
  databaseUrl: string;
  ports: { api: number; simulator: number };
  development: boolean;
}

/** What the processes of the product are and what each is told, in the order in which they depend on each other. */
export function describeApps(wiring: Wiring): { simulator?: AppSpec; api: AppSpec; dashboard: AppSpec } {
  const { settings } = wiring;
  return {
    ...(settings.simulated && { simulator: describeSimulator(wiring) }),
    api: { name: 'api', script: 'apps/api/src/main.ts', env: apiEnv(wiring) },
    dashboard: {
      name: 'dashboard',
      script: 'apps/dashboard/server.ts',
      env: {
        ...sharedEnv(wiring),
        PORT: String(settings.port),
        API_URL: `http://127.0.0.1:${wiring.ports.api}`,
      },
    },
  };
}

export function apiEnv(wiring: Wiring): NodeJS.ProcessEnv {
  const { secrets, settings, ports, databaseUrl } = wiring;
  return {
    ...sharedEnv(wiring),
    DATABASE_URL: databaseUrl,
    ROLE: process.env.ROLE || 'http,worker',
    API_PORT: String(ports.api),
    DATA_DIR: settings.dataDir,
    SESSION_SECRET: secrets.SESSION_SECRET,
    TOKEN_ENCRYPTION_KEYS: secrets.TOKEN_ENCRYPTION_KEYS,
    ...(settings.simulated && {
      TIKTOK_CLIENT_KEY: secrets.SIMULATOR_CLIENT_KEY,
      TIKTOK_CLIENT_SECRET: secrets.SIMULATOR_CLIENT_SECRET,
      TIKTOK_AUTHORIZE_URL: `${simulatorUrl(wiring)}/v2/auth/authorize/`,
      TIKTOK_API_URL: `http://127.0.0.1:${ports.simulator}`,
      TIKTOK_APP_AUDITED: 'true',
    }),
  };
}

function describeSimulator(wiring: Wiring): AppSpec {
  const { secrets, settings, ports } = wiring;
  return {
    name: 'simulator',
    script: 'packages/tiktok/simulator/cli.ts',
    args: Object.entries({
      port: String(ports.simulator),
      host: isLoopback(settings.appUrl) ? '127.0.0.1' : '0.0.0.0',
      'public-url': simulatorUrl(wiring),
      'data-dir': join(settings.dataDir, 'simulator'),
      'client-key': secrets.SIMULATOR_CLIENT_KEY,
      'client-secret': secrets.SIMULATOR_CLIENT_SECRET,
      'redirect-uri': `${settings.appUrl}/oauth/tiktok/callback`,
      'webhook-url': `${settings.appUrl}/webhooks/tiktok`,
      'url-prefix': `${settings.appUrl}/media/`,
    })
      .flatMap(([name, value]) => [`--${name}`, value])
      .concat('--allow-loopback-pull', '--audited'),
    env: sharedEnv(wiring),
  };
}

function sharedEnv(wiring: Wiring): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: wiring.development ? 'development' : 'production',
    APP_URL: wiring.settings.appUrl,
    ...(wiring.settings.simulated && { DEMO: 'true', SIMULATOR_URL: simulatorUrl(wiring) }),
  };
}

const isLoopback = (url: string) => ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

/** Where a browser finds the simulator: on the host of the public origin. */
function simulatorUrl({ settings, ports }: Wiring): string {
  return `http://${new URL(settings.appUrl).hostname}:${ports.simulator}`;
}
