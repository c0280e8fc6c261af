import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PostStatus } from '@airdate/db';
import { createSimulator, type Simulator, type SimulatorOptions } from '@airdate/tiktok/simulator';
import { afterAll } from 'vitest';
import type { TeamContext } from '../src/context.ts';
import { startEventListener } from '../src/events/event-listener.ts';
import type { RawRoute } from '../src/http/raw-route.ts';
import type { Agreement } from '../src/posts/consent.ts';
import { contentHash } from '../src/posts/content-hash.ts';
import { createPost } from '../src/posts/create-post.ts';
import { askAgainAt, checkPublishStatus } from '../src/publishing/check-publish-status.ts';
import { allHandlers, startWorker } from '../src/serve/worker.ts';
import { tiktokWebhookRoutes } from '../src/tiktok-webhooks/tiktok-webhook.http.ts';
import { createRunningTestClock, createTestDeps, createTestTeam, type TestDeps } from './test-deps.ts';
import { connectSimulatedCreator } from './tiktok-deps.ts';

const CLIENT = { clientKey: 'test-client-key', clientSecret: 'test-client-secret' };

export type PublishingWorld = {
  deps: TestDeps;
  simulator: Simulator;
  team: TeamContext;
  accountId: string;
  username: string;
  video: { id: string; bytes: Buffer; sha256: string };
  startWorker(): Promise<() => Promise<void>>;
  draft(input?: Partial<Parameters<typeof createPost>[1]>): Promise<string>;
  /** What somebody who sees the post as it is agrees to. */
  agreement(postId: string): Promise<{ postId: string } & Agreement>;
  /** Waits until the post has one of these statuses, and fails with what it has instead. */
  reaches(postId: string, ...statuses: PostStatus[]): Promise<void>;
  /** What TikTok shows on the creator's profile for this post of ours. */
  onTikTok(postId: string): Promise<ReturnType<Simulator['posts']>>;
  eventTypes(postId: string): Promise<string[]>;
  /** Asks for the status now, as a worker would later. */
  checkNow(postId: string): Promise<void>;
};

/** A team with one connected creator and one video, a TikTok of its own, and webhooks wired up between them. */
export async function createPublishingWorld(options: SimulatorOptions = {}): Promise<PublishingWorld> {
  const callback = await listenForWebhooks();
  const simulator = await createSimulator({
    ...options,
    settings: { processingMs: 50, moderationMs: 50, ...options.settings },
    app: { ...CLIENT, audited: true, webhookUrl: callback.url, ...options.app },
  });
  const deps = await createTestDeps({
    jobs: allHandlers.map(({ job }) => job),
    tiktokUrl: simulator.apiUrl,
    clock: createRunningTestClock(),
  });
  deps.config.tiktok.audited = true;
  callback.serve(deps);
  afterAll(async () => {
    await simulator.close();
    callback.server.close();
  });

  const team = await createTestTeam(deps);
  const username = 'mia.makes';
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  const video = await storeVideo(deps, team.teamId);
  return {
    deps,
    simulator,
    team,
    accountId: account.id,
    username,
    video,
    startWorker: async () => {
      const listener = await startEventListener(deps.databaseUrl, deps.log);
      afterAll(() => listener.close());
      return startWorker(deps, deps.jobs, listener);
    },
    draft: async (input = {}) => {
      const post = await createPost(team, {
        accountId: account.id,
        mediaAssetId: video.id,
        caption: `Harbour morning ${randomUUID()}`,
        privacyLevel: 'PUBLIC_TO_EVERYONE',
        ...input,
      });
      return post.id;
    },
    agreement: async (postId) => {
      const post = await deps.db.post.findUniqueOrThrow({ where: { id: postId } });
      return { postId, contentHash: contentHash(post), agreedTo: ['MUSIC_USAGE'] };
    },
    reaches: (postId, ...statuses) => reaches(deps, postId, statuses),
    onTikTok: async (postId) => {
      const attempts = await deps.db.publishAttempt.findMany({ where: { postId } });
      const publishIds = new Set(attempts.map(({ publishId }) => publishId));
      const { caption } = await deps.db.post.findUniqueOrThrow({ where: { id: postId } });
      return simulator
        .posts()
        .filter((post) => post.settings.title === caption || publishIds.has(post.publishId));
    },
    eventTypes: async (postId) => {
      const events = await deps.db.event.findMany({ where: { postId }, orderBy: { sequence: 'asc' } });
      return events.map(({ type }) => type);
    },
    checkNow: async (postId) => {
      await deps.db.post.update({ where: { id: postId }, data: { statusAskedAt: null } });
      await askAgainAt(deps, postId, deps.clock.now());
      await checkPublishStatus(deps, postId);
    },
  };
}

/** A real MP4 in the media store; `padToBytes` makes it larger with an empty box that players skip. */
export async function storeVideo(deps: TestDeps, teamId: string, { padToBytes = 0 } = {}) {
  const clip = await readFile(new URL('media/portrait-h264.mp4', import.meta.url));
  const bytes = Buffer.concat([clip, freeBox(padToBytes - clip.length)]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const storageKey = `uploads/${randomUUID()}`;
  await deps.storage.put(storageKey, bytes);
  const asset = await deps.db.mediaAsset.create({
    data: {
      teamId,
      storageKey,
      sha256,
      status: 'READY',
      fileName: 'harbour.mp4',
      contentType: 'video/mp4',
      sizeBytes: bytes.length,
      durationSeconds: 4,
      width: 1080,
      height: 1920,
    },
  });
  return { id: asset.id, bytes, sha256 };
}

function freeBox(sizeBytes: number): Buffer {
  if (sizeBytes < 8) return Buffer.alloc(0);
  const box = randomBytes(sizeBytes);
  box.writeUInt32BE(sizeBytes, 0);
  box.write('free', 4, 'latin1');
  return box;
}

/** The webhook endpoint has to be known before the simulator starts, and needs the deps that come after it. */
async function listenForWebhooks(): Promise<{ url: string; server: Server; serve(deps: TestDeps): void }> {
  let route: RawRoute | null = null;
  const server = createServer((req, res) => {
    if (route) void route.handle(req, res, new URL(req.url ?? '/', 'http://test'));
    else res.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/tiktok`,
    server,
    serve: (deps) => {
      route = tiktokWebhookRoutes(deps)[0]!;
    },
  };
}

async function reaches(deps: TestDeps, postId: string, statuses: PostStatus[]): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const post = await deps.db.post.findUniqueOrThrow({ where: { id: postId }, include: { attempts: true } });
    if (statuses.includes(post.status)) return;
    if (Date.now() > deadline) {
      const { status, problemCode, attempts } = post;
      throw new Error(
        `Wanted ${statuses.join(' or ')}: ${JSON.stringify({ status, problemCode, attempts }, bigints)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const bigints = (_key: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
