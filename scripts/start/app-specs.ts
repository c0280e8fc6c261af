import { join } from 'node:path';
import { CONFIG_VARIABLES } from '../../apps/api/src/env.ts';
import type { AppSpec } from './app.ts';
import { inheritedEnv } from './inherited-env.ts';
import type { KeySource, LoadedSecrets } from './secrets.ts';
import type { Settings } from './settings.ts';

export type Wiring = {
  settings: Settings;
  secrets: LoadedSecrets['secrets'];
  keySource: KeySource;
  databaseUrl: string;
  ports: { api: number; simulator: number };
  development: boolean;
};

/** Beside its configuration: what `pg` and outgoing requests obey. A proxy's address may hold a password. */
const API_INHERITS = [...CONFIG_VARIABLES, ...['NODE_USE_ENV_PROXY', /^PG[A-Z]+$/, /^(?:https?|no)_proxy$/i]];

/** What the processes of the product are and what each is told, in the order in which they depend on each other. */
export function describeApps(wiring: Wiring): { simulator?: AppSpec; api: AppSpec; dashboard: AppSpec } {
  const { settings } = wiring;
  return {
    ...(settings.simulated && { simulator: describeSimulator(wiring) }),
    api: { name: 'api', script: 'apps/api/src/main.ts', env: apiEnv(wiring) },
    dashboard: {
      name: 'dashboard',
      script: 'apps/dashboard/server.ts',
      args: wiring.development ? ['--development'] : [],
      env: {
        ...inheritedEnv(['TRUSTED_PROXIES', 'TIKTOK_API_URL']),
        ...sharedEnv(wiring),
        HOST: settings.host,
        PORT: String(settings.port),
        API_URL: `http://${reachable(settings.apiHost)}:${wiring.ports.api}`,
      },
    },
  };
}

export function apiEnv(wiring: Wiring): NodeJS.ProcessEnv {
  const { secrets, keySource, settings, ports, databaseUrl } = wiring;
  return {
    ...inheritedEnv(API_INHERITS),
    ...sharedEnv(wiring),
    // Always set: whatever the operator's environment says, the demo's password opens no real instance.
    DEMO: String(settings.simulated),
    DATABASE_URL: databaseUrl,
    ROLE: process.env.ROLE || 'http,worker',
    API_HOST: settings.apiHost,
    API_PORT: String(ports.api),
    ...(wiring.development && { GRAPHIQL: 'true' }),
    DATA_DIR: settings.dataDir,
    SESSION_SECRET: secrets.SESSION_SECRET,
    ...keySource,
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
      // Its pages show the app's secret and send requests to any address, to whoever asks.
      host: '127.0.0.1',
      'public-url': simulatorUrl(wiring),
      'data-dir': join(settings.dataDir, 'simulator'),
      'redirect-uri': `${settings.appUrl}/oauth/tiktok/callback`,
      'webhook-url': `${settings.appUrl}/webhooks/tiktok`,
      'url-prefix': `${settings.appUrl}/media/`,
    })
      .flatMap(([name, value]) => [`--${name}`, value])
      .concat('--allow-loopback-pull', '--audited'),
    env: {
      ...inheritedEnv(),
      TIKTOK_CLIENT_KEY: secrets.SIMULATOR_CLIENT_KEY,
      TIKTOK_CLIENT_SECRET: secrets.SIMULATOR_CLIENT_SECRET,
    },
  };
}

function sharedEnv(wiring: Wiring): NodeJS.ProcessEnv {
  return {
    APP_URL: wiring.settings.appUrl,
    SIMULATOR_URL: wiring.settings.simulated ? simulatorUrl(wiring) : '',
  };
}

/** Where a browser on this machine finds the simulator. */
const simulatorUrl = ({ ports }: Wiring) => `http://localhost:${ports.simulator}`;

/** The host part of a URL at which a server that listens on this address is found from this machine. */
function reachable(address: string): string {
  if (address === '0.0.0.0' || address === '::') return '127.0.0.1';
  return address.includes(':') ? `[${address}]` : address;
}
