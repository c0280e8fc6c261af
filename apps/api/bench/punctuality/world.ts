import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createTikTokClient } from '@airdate/tiktok';
import type { Deps } from '../../src/deps.ts';
import { type EventListener, startEventListener } from '../../src/events/event-listener.ts';
import { contentHash } from '../../src/posts/content-hash.ts';
import { createInstallation, type Installation, saveAccount } from '../installation.ts';
import type { SeenCall, Tokens } from '../simulator.process.ts';

const TEAMS = 20;
const ACCOUNTS = 200;

export type Account = {
  teamId: string;
  accountId: string;
  mediaAssetId: string;
  username: string;
  tokens: Tokens;
};

/** An installation whose TikTok is a process of its own, with a database that waits for the disk as in production. */
export type World = {
  installation: Installation;
  deps: Deps;
  apiUrl: string;
  listener: EventListener;
  video: Buffer;
  /** 200 accounts of 20 teams, connected to creators of their own. */
  connectAccounts(name: string): Promise<Account[]>;
  /** Saves posts as `schedulePost` leaves them. @returns when each is due, by its id, in ms since 1970 */
  plan(accounts: Account[], instants: Date[]): Promise<Map<string, number>>;
  /** What the creators of accounts with this name asked of TikTok. */
  callsOf(name: string): Promise<SeenCall[]>;
  close(): Promise<void>;
};

export async function createWorld(): Promise<World> {
  const installation = await createInstallation({ durable: true });
  const { app } = installation.simulator;
  const simulator = fork(new URL('../simulator.process.ts', import.meta.url), [
    JSON.stringify({
      ...{ clientKey: app.clientKey, clientSecret: app.clientSecret, audited: true },
      // Each round has creators of its own.
      activeCreatorCap: 100_000,
    }),
  ]);
  /** Asks the simulator's process, one question at a time. */
  async function ask<T>(question?: { connect: string[] } | 'calls'): Promise<T> {
    if (question) simulator.send(question);
    return (await once(simulator, 'message'))[0] as T;
  }
  const apiUrl = await ask<string>();
  const deps: Deps = {
    ...installation.deps,
    tiktok: createTikTokClient({ credentials: installation.deps.config.tiktok, apiUrl }),
  };
  const video = await readFile(new URL('../../test/media/portrait-h264.mp4', import.meta.url));
  const listener = await startEventListener(installation.databaseUrl, deps.log);

  async function connectAccounts(name: string): Promise<Account[]> {
    const usernames = Array.from({ length: ACCOUNTS }, (_, i) => `${name}.${i}`);
    const tokens = await ask<Tokens[]>({ connect: usernames });
    const teams = await Promise.all(Array.from({ length: TEAMS }, (_, i) => createTeam(`${name}-${i}`)));
    const accounts: Account[] = [];
    for (const [i, username] of usernames.entries()) {
      const team = teams[i % TEAMS]!;
      const accountId = await saveAccount(deps, team.teamId, username, tokens[i]!);
      accounts.push({ ...team, accountId, username, tokens: tokens[i]! });
    }
    return accounts;
  }

  async function createTeam(slug: string): Promise<{ teamId: string; mediaAssetId: string }> {
    const { id: teamId } = await deps.db.team.create({ data: { name: slug, slug } });
    const storageKey = `uploads/${randomUUID()}`;
    await deps.storage.put(storageKey, video);
    const facts = { contentType: 'video/mp4', sizeBytes: video.length, durationSeconds: 4 };
    const { id } = await deps.db.mediaAsset.create({
      data: { teamId, storageKey, status: 'READY', fileName: 'bench.mp4', ...facts },
    });
    return { teamId, mediaAssetId: id };
  }

  /** Saves posts as `schedulePost` leaves them. @returns when each is due, by its id */
  async function plan(accounts: Account[], instants: Date[]): Promise<Map<string, number>> {
    const posts = await deps.db.post.createManyAndReturn({
      data: instants.map((publishAt, i) => {
        const { teamId, accountId, mediaAssetId } = accounts[i % accounts.length]!;
        return { teamId, accountId, mediaAssetId, publishAt, status: 'SCHEDULED', privacyLevel: 'SELF_ONLY' };
      }),
    });
    await deps.db.consent.createMany({
      data: posts.map((post) => ({
        postId: post.id,
        ...{ creatorUsername: 'bench', creatorNickname: 'bench', contentHash: contentHash(post) },
      })),
    });
    return new Map(posts.map(({ id, publishAt }) => [id, publishAt!.getTime()]));
  }

  return {
    ...{ installation, deps, apiUrl, listener, video, connectAccounts, plan },
    callsOf: async (name) =>
      (await ask<SeenCall[]>('calls')).filter(({ creator }) => creator?.startsWith(`${name}.`)),
    async close() {
      simulator.disconnect();
      await listener.close();
      await installation.close();
    },
  };
}
