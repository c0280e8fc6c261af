import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSimulator } from '../index.ts';
import { Caller, putChunk } from '../testing/caller.ts';
import { fixture, videoOfSize } from '../testing/fixtures.ts';
import { ALL_SCOPES } from '../testing/rig.ts';

// Each case starts processes.
vi.setConfig({ testTimeout: 30_000 });

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

describe('a simulator with a data directory', () => {
  let dataDir: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'simulator-test-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child, 'SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Runs the command line as a process of its own and waits for its address. */
  async function start(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(process.execPath, [CLI, '--port', '0', '--data-dir', dataDir, ...args], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    children.push(child);
    const [message] = (await once(child, 'message')) as [{ url: string }];
    return { child, url: message.url };
  }

  it('continues an upload where it stood when it was killed', async () => {
    const video = videoOfSize(12_000_000);
    const chunk = 6_000_000;
    const first = await start('--audited');
    const token = await issueToken(first.url);
    const { data } = await new Caller(first.url, token).init(video.length, {}, chunk);
    expect((await putChunk(data.upload_url, video, 0, chunk - 1)).status).toBe(206);
    await kill(first.child, 'SIGKILL');

    const second = await start();
    const mia = new Caller(second.url, token);
    expect((await mia.status(data.publish_id)).data).toMatchObject({
      status: 'PROCESSING_UPLOAD',
      uploaded_bytes: chunk,
    });
    const uploadUrl = data.upload_url.replace(first.url, second.url);
    expect((await putChunk(uploadUrl, video, chunk, video.length - 1)).status).toBe(201);
    await kill(second.child, 'SIGKILL');

    const third = await start();
    await advance(third.url, 10_000);
    const { data: state } = await new Caller(third.url, token).status(data.publish_id);
    expect(state.publicaly_available_post_id).toHaveLength(1);
    const [post] = await getJson(`${third.url}/control/posts`);
    expect(post).toMatchObject({ byteCount: video.length, sha256: sha256(video) });
    const bytes = Buffer.from(await (await fetch(`${third.url}/media/${post.id}/0`)).arrayBuffer());
    expect(sha256(bytes)).toBe(post.sha256);
  });

  it('remembers creators, settings and a moved clock', async () => {
    const first = await start();
    const send = (method: string, path: string, body: object) =>
      fetch(first.url + path, { method, body: JSON.stringify(body) });
    await send('POST', '/control/creators', { username: 'new.nora', private: true });
    await send('PUT', '/control/settings', { profile: 'legacy' });
    await send('POST', '/control/clock/advance', { ms: 40 * 86_400_000 });
    await kill(first.child, 'SIGKILL');

    const state = await getJson(`${(await start('--client-key', 'another')).url}/control/state`);
    expect(state.creators.at(-1)).toMatchObject({ username: 'new.nora', private: true });
    expect(state.settings.profile).toBe('legacy');
    expect(state.clock.now).toBeGreaterThan(Date.now() + 39 * 86_400_000);
    expect(state.app.clientKey).toBe('another');
  });

  it('starts a pull again that a kill interrupted', async () => {
    const source = await createSimulator();
    try {
      const sourceCaller = new Caller(
        source.apiUrl,
        source.issueTokens('quiet.quinn', ALL_SCOPES).accessToken,
      );
      await sourceCaller.publish(fixture('sample.mp4'), { privacy_level: 'SELF_ONLY' });
      await source.clock.advance(5_000);
      const url = `${source.url}/media/${source.posts()[0]!.id}/0`;
      const first = await start('--audited', '--allow-loopback-pull', '--url-prefix', `${source.url}/`);
      const token = await issueToken(first.url);
      const { data } = await new Caller(first.url, token).post('/v2/post/publish/video/init/', {
        post_info: { privacy_level: 'SELF_ONLY' },
        source_info: { source: 'PULL_FROM_URL', video_url: url },
      });
      await kill(first.child, 'SIGKILL');
      const second = await start();
      await advance(second.url, 10_000);
      const { data: state } = await new Caller(second.url, token).status(data.publish_id);
      expect(state).toMatchObject({
        status: 'PUBLISH_COMPLETE',
        downloaded_bytes: fixture('sample.mp4').length,
      });
    } finally {
      await source.close();
    }
  });

  it('starts a pull again that its end interrupted', async () => {
    let requests = 0;
    const source = createServer((_, response) => {
      requests++;
      response.writeHead(200).write('a little');
    });
    await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/`;
    const options = { dataDir, settings: { pullDelayMs: 0, allowLoopbackPull: true } };
    const app = { audited: true, urlProperties: [{ type: 'prefix' as const, value: url }] };
    try {
      const first = await createSimulator({ ...options, app });
      const { accessToken } = first.issueTokens('quiet.quinn', ALL_SCOPES);
      await new Caller(first.apiUrl, accessToken).post('/v2/post/publish/video/init/', {
        post_info: { privacy_level: 'SELF_ONLY' },
        source_info: { source: 'PULL_FROM_URL', video_url: `${url}video.mp4` },
      });
      await expect.poll(() => first.tasks()[0]?.downloadedBytes).toBe(8);
      await first.close();
      expect(requests).toBe(1);

      const second = await createSimulator(options);
      try {
        await expect.poll(() => requests, { timeout: 5_000 }).toBe(2);
      } finally {
        await second.close();
      }
    } finally {
      source.closeAllConnections();
      await new Promise((resolve) => source.close(resolve));
    }
  });

  it('goes on with a video that it was measuring when it was closed', async () => {
    const first = await createSimulator({ dataDir, settings: { processingMs: 0 }, app: { audited: true } });
    const { accessToken } = first.issueTokens('mia.makes', ALL_SCOPES);
    const circling = fixture('quicktime.mov').fill(0xff, 4_431, 4_455);
    await new Caller(first.apiUrl, accessToken).publish(circling);
    await expect.poll(() => first.tasks()[0]?.processing).toBe(true);
    const state = () => Promise.race([first.clock.settle().then(() => 'idle'), sleep(300, 'measuring')]);
    await expect.poll(state).toBe('measuring');
    await first.close();

    const second = await createSimulator({ dataDir, settings: { mediaReadLimitMs: 500 } });
    try {
      await expect
        .poll(() => second.tasks()[0], { timeout: 10_000 })
        .toMatchObject({ status: 'FAILED', failReason: 'file_format_check_failed' });
    } finally {
      await second.close();
    }
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('exits cleanly on %s', async (signal) => {
    const { child } = await start();
    expect(await kill(child, signal)).toBe(0);
  });

  it('exits when the process that started it is gone', async () => {
    const { child } = await start();
    const exit = once(child, 'exit');
    child.disconnect();
    expect((await exit)[0]).toBe(0);
  });

  it('says in a sentence why it cannot start', async () => {
    const { port } = new URL((await start()).url);
    expect(await refusal('--port', port)).toBe(`Port ${port} is taken. Choose another one with --port.`);
    expect(await refusal('--port', '0', '--data-dir', dataDir)).toBe(
      'Another simulator is using this data directory.',
    );
    expect(await refusal('--prot', '1')).toContain("Unknown option '--prot'");
  });
});

it('leaves nothing behind without a data directory', async () => {
  const simulator = await createSimulator();
  const { accessToken } = simulator.issueTokens('quiet.quinn', ALL_SCOPES);
  await new Caller(simulator.apiUrl, accessToken).publish(fixture('sample.mp4'), {
    privacy_level: 'SELF_ONLY',
  });
  const { dataDir } = simulator;
  expect(existsSync(dataDir)).toBe(true);
  await simulator.close();
  expect(existsSync(dataDir)).toBe(false);
});

async function advance(url: string, ms: number): Promise<void> {
  await fetch(`${url}/control/clock/advance`, { method: 'POST', body: JSON.stringify({ ms }) });
}

/** What the command line says when it exits with 1. */
async function refusal(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'pipe' });
  let said = '';
  child.stderr.on('data', (piece) => {
    said += piece;
  });
  expect((await once(child, 'close'))[0]).toBe(1);
  return said.trim();
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit)[0];
}

async function issueToken(url: string): Promise<string> {
  const answer = await fetch(`${url}/control/creators/mia.makes/tokens`, {
    method: 'POST',
    body: JSON.stringify({ scopes: ALL_SCOPES }),
  });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the wire holds
const getJson = async (url: string): Promise<any> => (await fetch(url)).json();
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
