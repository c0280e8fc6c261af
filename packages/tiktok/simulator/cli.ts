#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createSimulator } from './simulator.ts';
import type { App } from './world/entities.ts';

const DEFAULT_PORT = 4100;

const USAGE = `Starts a TikTok on this machine.

  --port N             port to listen on (SIMULATOR_PORT; default ${DEFAULT_PORT}, 0 takes a free one)
  --host ADDRESS       address to listen on (SIMULATOR_HOST; default 127.0.0.1)
  --public-url URL     origin under which it is reached (SIMULATOR_PUBLIC_URL)
  --data-dir PATH      keep state and media here (SIMULATOR_DATA_DIR; default: forget on exit)
  --client-key KEY     (TIKTOK_CLIENT_KEY)
  --redirect-uri URI   may be given several times (SIMULATOR_REDIRECT_URIS, separated by commas)
  --webhook-url URL    (SIMULATOR_WEBHOOK_URL)
  --url-prefix URL     media may be pulled from here; may be given several times
  --allow-loopback-pull  pull media from http://127.0.0.1 and http://localhost too
  --audited            the app has passed the Content Posting audit (SIMULATOR_AUDITED=true)
  --help

The client secret comes from TIKTOK_CLIENT_SECRET alone, since every user of a machine can read command lines.`;

function readFlags() {
  return parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      'public-url': { type: 'string' },
      'data-dir': { type: 'string' },
      'client-key': { type: 'string' },
      'redirect-uri': { type: 'string', multiple: true },
      'webhook-url': { type: 'string' },
      'url-prefix': { type: 'string', multiple: true },
      'allow-loopback-pull': { type: 'boolean' },
      audited: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  }).values;
}

async function run(): Promise<void> {
  const flags = readFlags();
  if (flags.help) {
    console.log(USAGE);
    return;
  }
  const { env } = process;
  // What it keeps holds the app's secret and people's videos.
  process.umask(0o077);
  const app = withoutUndefined<App>({
    clientKey: flags['client-key'] ?? env.TIKTOK_CLIENT_KEY,
    clientSecret: env.TIKTOK_CLIENT_SECRET,
    redirectUris: flags['redirect-uri'] ?? env.SIMULATOR_REDIRECT_URIS?.split(','),
    webhookUrl: flags['webhook-url'] ?? env.SIMULATOR_WEBHOOK_URL,
    urlProperties: flags['url-prefix']?.map((value) => ({ type: 'prefix' as const, value })),
    audited: flags.audited ?? (env.SIMULATOR_AUDITED ? env.SIMULATOR_AUDITED === 'true' : undefined),
  });
  const simulator = await createSimulator({
    port: Number(flags.port ?? env.SIMULATOR_PORT ?? DEFAULT_PORT),
    host: flags.host ?? env.SIMULATOR_HOST,
    publicUrl: flags['public-url'] ?? env.SIMULATOR_PUBLIC_URL,
    dataDir: flags['data-dir'] ?? env.SIMULATOR_DATA_DIR,
    app,
    settings: flags['allow-loopback-pull'] ? { allowLoopbackPull: true } : {},
  });
  let closing = false;
  const stop = () => {
    if (closing) return;
    closing = true;
    void simulator.close().finally(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  console.log(`TikTok simulator: ${simulator.url}`);
  process.send?.({ url: simulator.url });
}

function withoutUndefined<T>(values: Partial<T>): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function sentenceFor(error: unknown): string {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another one with --port.`;
  if (code === 'EACCES' || code === 'EROFS') return `The data directory cannot be written: ${message}`;
  if (message === 'database is locked') return 'Another simulator is using this data directory.';
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${message} (--help lists the options)`;
  return `The simulator could not start: ${message}`;
}

try {
  await run();
} catch (error) {
  console.error(sentenceFor(error));
  process.exitCode = 1;
}
