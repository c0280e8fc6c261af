import { expect, test } from 'vitest';
import { describeApps } from './app-specs.ts';
import { readSettings } from './settings.ts';

const secrets = {
  SESSION_SECRET: 'the session secret',
  SIMULATOR_CLIENT_KEY: 'the client key',
  SIMULATOR_CLIENT_SECRET: 'the client secret',
};

test('no secret is an argument, for every user of the machine can read those', () => {
  const apps = describeApps({
    settings: readSettings({}),
    secrets,
    keySource: { TOKEN_ENCRYPTION_KEYS: 'the encryption keys' },
    databaseUrl: 'postgresql://airdate:the-password@127.0.0.1/airdate',
    ports: { api: 4000, simulator: 4010 },
    development: false,
  });
  const commandLines = Object.values(apps).map(({ script, args = [] }) => [script, ...args].join(' '));
  expect(commandLines).toHaveLength(3);
  for (const secret of [...Object.values(secrets), 'the encryption keys', 'the-password'])
    for (const commandLine of commandLines) expect(commandLine).not.toContain(secret);
  expect(apps.simulator?.env).toMatchObject({
    TIKTOK_CLIENT_KEY: secrets.SIMULATOR_CLIENT_KEY,
    TIKTOK_CLIENT_SECRET: secrets.SIMULATOR_CLIENT_SECRET,
  });
});
