import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Clock } from './clock/clock.ts';
import { type CreatorInput, createCreator } from './creators/create-creator.ts';
import { DEMO_CREATORS } from './creators/demo-creators.ts';
import { updateCreator } from './creators/update-creator.ts';
import { Faults } from './faults/faults.ts';
import { createGrant, issueTokens } from './grants/grants.ts';
import { issueCode } from './grants/issue-code.ts';
import { REMOVAL_REASONS, removeAuthorization } from './grants/remove-authorization.ts';
import { SlidingWindows } from './http/rate-limits.ts';
import { registerModerationTimer } from './publish/availability.ts';
import { type DraftChoices, finishDraft } from './publish/finish-draft.ts';
import { registerProcessingTimer } from './publish/process-task.ts';
import { registerPullTimers } from './publish/pull-media.ts';
import { createRouter } from './routes/router.ts';
import { emitWebhook, registerWebhookTimers, type WebhookEvent } from './webhooks/send-webhook.ts';
import { createApp } from './world/app.ts';
import type { App, Creator, Delivery, Post, Task, Violation } from './world/entities.ts';
import { DEFAULT_SETTINGS, mergeSettings, type Settings, type SettingsChanges } from './world/settings.ts';
import { Store } from './world/store.ts';
import { type Call, World } from './world/world.ts';

export type SimulatorOptions = {
  /** 0, the default, takes a free port. */
  port?: number;
  host?: string;
  /** Origin under which browsers and clients reach it; by default `http://<host>:<port>`. */
  publicUrl?: string;
  /** Keeps state and received media across restarts. Without it a temporary directory is removed on close. */
  dataDir?: string;
  /** What differs from the default app; over what the data directory remembers. */
  app?: Partial<App>;
  /** Token regime; short for `settings.profile`. */
  profile?: Settings['profile'];
  /** What differs from the default settings; over what the data directory remembers. */
  settings?: SettingsChanges;
  /** Where the clock starts. By default it shows real time. */
  now?: Date | number;
  /** Creators of a fresh simulator; the demo creators by default, `[]` for none. */
  seed?: readonly CreatorInput[];
};

export type Simulator = {
  /** Origin of the pages and of everything else. */
  readonly url: string;
  /** The consent page, to which a client adds its query. */
  readonly authorizeUrl: string;
  /** Base of the API, without a trailing slash. */
  readonly apiUrl: string;
  /** Where state and received media live. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly app: App;
  readonly settings: Settings;
  configureApp(changes: Partial<App>): App;
  configure(changes: SettingsChanges): Settings;
  creators(): Creator[];
  tasks(): Task[];
  posts(): Post[];
  deliveries(): Delivery[];
  violations(): Violation[];
  /** Calls to endpoints, oldest first; the last 500. */
  calls(): Call[];
  createCreator(input: CreatorInput): Creator;
  updateCreator(username: string, changes: Partial<Omit<Creator, 'username' | 'openId'>>): Creator;
  /** Tokens for a creator without the consent page. */
  issueTokens(
    username: string,
    scopes: string[],
  ): { accessToken: string; refreshToken: string; openId: string };
  /** An authorization code for a creator without the consent page. */
  issueCode(input: {
    username: string;
    scopes: string[];
    redirectUri: string;
    codeChallenge?: string;
  }): string;
  /** The creator removes the app in TikTok; `reason` as numbered by `authorization.removed`, 1 by default. */
  disconnect(username: string, reason?: number): void;
  /** The creator posts a draft from the inbox; may be repeated. */
  finishDraft(publishId: string, choices: DraftChoices): Post;
  /** Sends any webhook event, with a signature of choice. */
  sendWebhook(input: { username: string } & Omit<WebhookEvent, 'openId'>): Delivery;
  /** Back to the options it was created with: no posts, no grants, real time. */
  reset(): void;
  /**
   * Answers a request inside this process, for a client whose many calls a connection would slow down. Uploads need one.
   *
   * @throws TypeError where a fault drops the connection, as the global `fetch` does
   */
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
};

/**
 * Starts a TikTok on this machine: consent page, API, uploads, webhooks and the pages to look at it all.
 *
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const temporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'tiktok-simulator-'));
  const store = new Store(dataDir);
  const startMs = options.now === undefined ? undefined : Number(options.now);
  const clock = new Clock(store, startMs);
  const world = new World({ store, clock, faults: new Faults(store.faults), dataDir });
  const windows = new SlidingWindows();
  const fresh = store.app.read() === undefined;
  configureFrom(world, options);
  if (fresh) seed(world, options);
  mkdirSync(world.mediaPath(''), { recursive: true });

  const reset = () => {
    windows.clear();
    world.calls.length = 0;
    store.clear();
    clock.rewind(startMs);
    store.app.write(createApp());
    store.settings.write({ ...DEFAULT_SETTINGS });
    configureFrom(world, options);
    seed(world, options);
    rmSync(world.mediaPath(''), { recursive: true, force: true });
    mkdirSync(world.mediaPath(''), { recursive: true });
    world.changed();
  };
  registerWebhookTimers(world);
  registerModerationTimer(world);
  registerProcessingTimer(world);
  registerPullTimers(world);

  const router = createRouter(world, windows, reset);
  const server = createAdaptorServer({
    fetch: router.fetch,
    autoCleanupIncoming: false,
  }) as Server;
  // Large chunks may take longer than Node's default of five minutes.
  server.requestTimeout = 0;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const host = options.host ?? '127.0.0.1';
  const forget = () => {
    store.close();
    if (temporary) rmSync(dataDir, { recursive: true, force: true });
  };
  await listen(server, options.port ?? 0, host).catch((error: unknown) => {
    forget();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  world.publicUrl = options.publicUrl ?? `http://${host}:${port}`;
  clock.start();

  return {
    url: world.publicUrl,
    authorizeUrl: `${world.publicUrl}/v2/auth/authorize/`,
    apiUrl: world.publicUrl,
    dataDir,
    clock,
    faults: world.faults,
    get app() {
      return world.app;
    },
    get settings() {
      return world.settings;
    },
    configureApp: (changes) => world.configureApp(changes),
    configure: (changes) => world.configure(changes),
    creators: () => store.creators.all(),
    tasks: () => store.tasks.all(),
    posts: () => store.posts.all(),
    deliveries: () => store.deliveries.all(),
    violations: () => store.violations.all(),
    calls: () => [...world.calls],
    createCreator: (input) => createCreator(world, input),
    updateCreator: (username, changes) => updateCreator(world, username, changes),
    issueTokens(username, scopes) {
      const { openId } = world.creatorNamed(username);
      const { access, refresh } = issueTokens(world, createGrant(world, openId, scopes));
      return { accessToken: access.token, refreshToken: refresh.token, openId };
    },
    issueCode: ({ username, ...input }) =>
      issueCode(world, { ...input, creator: world.creatorNamed(username) }),
    disconnect: (username, reason = REMOVAL_REASONS.userDisconnected) =>
      removeAuthorization(world, world.creatorNamed(username).openId, reason),
    finishDraft(publishId, choices) {
      const task = store.tasks.get(publishId);
      if (task === undefined) throw new RangeError(`There is no task ${publishId}.`);
      return finishDraft(world, task, choices);
    },
    sendWebhook: ({ username, ...event }) =>
      emitWebhook(world, { ...event, openId: world.creatorNamed(username).openId }),
    reset,
    async fetch(input, init) {
      let isDropped = false;
      const socket = {
        destroy() {
          isDropped = true;
        },
      };
      const bindings = { incoming: { socket } } as unknown as HttpBindings;
      const response = await router.fetch(new Request(input, init), bindings);
      if (!isDropped) return response;
      const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
      throw new TypeError('fetch failed', { cause });
    },
    async close() {
      // The clock first: what is broken off from here on stays due, and is done again after a restart.
      const settled = clock.close();
      world.closing.abort();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await settled;
      forget();
    },
  };
}

/** Long, so that a client's idle connection does not die under its next request. */
const KEEP_ALIVE_MS = 65_000;

function configureFrom(world: World, options: SimulatorOptions): void {
  const { store } = world;
  store.app.write({ ...createApp(), ...store.app.read(), ...options.app });
  const profile = options.profile === undefined ? {} : { profile: options.profile };
  const kept = mergeSettings(DEFAULT_SETTINGS, store.settings.read());
  store.settings.write(mergeSettings(kept, { ...options.settings, ...profile }));
}

function seed(world: World, options: SimulatorOptions): void {
  for (const input of options.seed ?? DEMO_CREATORS) createCreator(world, input);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
