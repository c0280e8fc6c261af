#!/usr/bin/env node
import { parseArgs } from 'node:util';
import type { App } from './entities.ts';
import { createSimulator } from './simulator.ts';

const USAGE = `Starts a TikTok on this machine.

  --port N             port to listen on (SIMULATOR_PORT; default 4100, 0 takes a free one)
  --host ADDRESS       address to listen on (SIMULATOR_HOST; default 127.0.0.1)
  --public-url URL     origin under which it is reached (SIMULATOR_PUBLIC_URL)
  --data-dir PATH      keep state and media here (SIMULATOR_DATA_DIR; default: forget on exit)
  --client-key KEY     (TIKTOK_CLIENT_KEY)
  --client-secret TEXT (TIKTOK_CLIENT_SECRET)
  --redirect-uri URI   may be given several times (SIMULATOR_REDIRECT_URIS, separated by commas)
  --webhook-url URL    (SIMULATOR_WEBHOOK_URL)
  --url-prefix URL     media may be pulled from here; may be given several times
  --allow-loopback-pull  pull media from http://127.0.0.1 and http://localhost too
  --audited            the app has passed the Content Posting audit (SIMULATOR_AUDITED=true)
  --help`;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    host: { type: 'string' },
    'public-url': { type: 'string' },
    'data-dir': { type: 'string' },
    'client-key': { type: 'string' },
    'client-secret': { type: 'string' },
    'redirect-uri': { type: 'string', multiple: true },
    'webhook-url': { type: 'string' },
    'url-prefix': { type: 'string', multiple: true },
    'allow-loopback-pull': { type: 'boolean' },
    audited: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const { env } = process;
const port = Number(values.port ?? env.SIMULATOR_PORT ?? 4100);
const audited =
  values.audited ?? (env.SIMULATOR_AUDITED === undefined ? undefined : env.SIMULATOR_AUDITED === 'true');
const app = defined<App>({
  clientKey: values['client-key'] ?? env.TIKTOK_CLIENT_KEY,
  clientSecret: values['client-secret'] ?? env.TIKTOK_CLIENT_SECRET,
  redirectUris: values['redirect-uri'] ?? env.SIMULATOR_REDIRECT_URIS?.split(','),
  webhookUrl: values['webhook-url'] ?? env.SIMULATOR_WEBHOOK_URL,
  urlProperties: values['url-prefix']?.map((value) => ({ type: 'prefix' as const, value })),
  audited,
});

try {
  const simulator = await createSimulator({
    port,
    host: values.host ?? env.SIMULATOR_HOST,
    publicUrl: values['public-url'] ?? env.SIMULATOR_PUBLIC_URL,
    dataDir: values['data-dir'] ?? env.SIMULATOR_DATA_DIR,
    app,
    settings: values['allow-loopback-pull'] ? { allowLoopbackPull: true } : {},
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
} catch (error) {
  console.error(sentenceFor(error));
  process.exit(1);
}

function defined<T>(values: Partial<T>): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function sentenceFor(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another one with --port.`;
  if (code === 'EACCES' || code === 'EROFS') return `The data directory cannot be written: ${message}`;
  return `The simulator could not start: ${message}`;
}
