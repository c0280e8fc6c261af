import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UploadSourceError } from '../errors.ts';
import { failureOf, testClient } from '../testing/test-client.ts';
import type { Fate, UploadSink } from '../testing/upload-sink.ts';
import { startUploadSink } from '../testing/upload-sink.ts';
import type { ByteSource } from './byte-source.ts';
import { chunkPlan } from './chunks.ts';
import type { UploadVideoInput } from './upload.ts';
import { uploadVideo } from './upload.ts';

const CHUNK = 5_242_880;
const plan = chunkPlan(3 * CHUNK + 1000, CHUNK);
const video = randomBytes(plan.sizeBytes);
const ranges = [0, 1, 2].map((index) => {
  const { firstByte, lastByte } = plan.range(index);
  return `bytes ${firstByte}-${lastByte}/${plan.sizeBytes}`;
}) as [string, string, string];

/** Bytes in memory, in pieces of the usual size of a stream. */
function sourceOf(bytes: Buffer): ByteSource {
  return {
    sizeBytes: bytes.length,
    async *open(firstByte, lastByte) {
      for (let at = firstByte; at <= lastByte; at += 65_536) {
        yield bytes.subarray(at, Math.min(at + 65_536, lastByte + 1));
      }
    },
  };
}

function upload(sink: UploadSink, changes: Partial<UploadVideoInput> = {}, options = {}) {
  const { client, calls } = testClient('http://127.0.0.1:9', {
    allowedUploadHosts: [new URL(sink.origin).host],
    ...options,
  });
  const input = {
    client,
    uploadUrl: sink.url,
    plan,
    source: sourceOf(video),
    contentType: 'video/mp4' as const,
  };
  return { result: uploadVideo({ ...input, ...changes }), calls };
}

const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const sent = (sink: UploadSink) => sink.puts.map(({ range }) => range);
const sinkWith = (fates: Fate[], more = {}) => startUploadSink({ sizeBytes: plan.sizeBytes, fates, ...more });

describe('uploadVideo', () => {
  it('sends every chunk once, in order, and all bytes arrive', async () => {
    const sink = await sinkWith([]);
    const { result, calls } = upload(sink);
    await expect(result).resolves.toEqual({ acknowledgedBytes: plan.sizeBytes, logId: 'LOGU' });
    expect(sent(sink)).toEqual(ranges);
    expect(sha(sink.stored)).toBe(sha(video));
    expect(calls.map(({ httpStatus, code }) => [httpStatus, code])).toEqual([
      [206, 'ok'],
      [206, 'ok'],
      [201, 'ok'],
    ]);
  });

  it('states type and length, and sends no bearer and no chunked encoding', async () => {
    const sink = await sinkWith([]);
    await upload(sink, { contentType: 'video/quicktime' }).result;
    for (const { headers, method, url } of sink.puts) {
      expect([method, url]).toEqual(['PUT', '/video/?upload_id=1&upload_token=s3cr3t']);
      expect(headers['content-type']).toBe('video/quicktime');
      expect(headers['transfer-encoding']).toBeUndefined();
      expect(headers.authorization).toBeUndefined();
    }
    expect(sink.puts.map(({ headers }) => headers['content-length'])).toEqual([
      String(CHUNK),
      String(CHUNK),
      String(CHUNK + 1000),
    ]);
  });

  it('keeps one connection for all chunks', async () => {
    const sink = await sinkWith([]);
    await upload(sink).result;
    expect(sink.connections).toBe(1);
  });

  it('tells before and after every chunk, so that progress can be saved', async () => {
    const sink = await sinkWith([]);
    const told: unknown[] = [];
    await upload(sink, {
      beforeChunk: async (chunk) => void told.push(['before', chunk.index, chunk.isLast, sink.puts.length]),
      afterChunk: async (chunk) => void told.push(['after', chunk.index, chunk.acknowledgedBytes]),
    }).result;
    expect(told).toEqual([
      ['before', 0, false, 0],
      ['after', 0, CHUNK],
      ['before', 1, false, 1],
      ['after', 1, 2 * CHUNK],
      ['before', 2, true, 2],
      ['after', 2, plan.sizeBytes],
    ]);
  });

  it('resumes where it is told', async () => {
    const sink = await sinkWith([], { stored: video.subarray(0, CHUNK) });
    await upload(sink, { resumeFromByte: CHUNK }).result;
    expect(sent(sink)).toEqual(ranges.slice(1));
    expect(sha(sink.stored)).toBe(sha(video));
  });

  it('has nothing to do when all bytes are known to have arrived', async () => {
    const sink = await sinkWith([]);
    await upload(sink, { resumeFromByte: plan.sizeBytes }).result;
    expect(sent(sink)).toEqual([]);
  });

  it('sends a video of one byte', async () => {
    const sink = await startUploadSink({ sizeBytes: 1 });
    await upload(sink, { plan: chunkPlan(1, 1), source: sourceOf(Buffer.from('v')) }).result;
    expect(sent(sink)).toEqual(['bytes 0-0/1']);
  });
});

describe('an upload that meets trouble', () => {
  it.each<[string, Fate]>([
    ['a 500', { status: 500 }],
    ['a 503 before the bytes were read', { status: 503, early: true }],
    ['a connection that breaks halfway', 'drop'],
  ])('sends only the same chunk again after %s', async (_title, fate) => {
    const sink = await sinkWith(['store', fate, fate]);
    await upload(sink).result;
    expect(sent(sink)).toEqual([ranges[0], ranges[1], ranges[1], ranges[1], ranges[2]]);
    expect(sha(sink.stored)).toBe(sha(video));
  });

  it('sends the same chunk again when TikTok stops reading', async () => {
    const sink = await sinkWith(['store', 'stall']);
    const { result, calls } = upload(sink, {}, { timeoutMs: 200 });
    await result;
    expect(calls[1]).toMatchObject({ code: 'timeout', httpStatus: null });
    expect(sha(sink.stored)).toBe(sha(video));
  });

  it('sends the same chunk again when TikTok has all of it and does not answer', async () => {
    const sink = await startUploadSink({ sizeBytes: 1, fates: ['stall'] });
    const one = { plan: chunkPlan(1, 1), source: sourceOf(Buffer.from('v')) };
    const { result, calls } = upload(sink, one, { timeoutMs: 200 });
    await result;
    expect(calls.map(({ code }) => code)).toEqual(['timeout', 'ok']);
  });

  it('waits for a slow source longer than for TikTok', async () => {
    const sink = await startUploadSink({ sizeBytes: 2 });
    async function* open() {
      yield Buffer.from('v');
      await sleep(300);
      yield Buffer.from('w');
    }
    const slow = { plan: chunkPlan(2, 2), source: { sizeBytes: 2, open } };
    const { result, calls } = upload(sink, slow, { timeoutMs: 100 });
    await result;
    expect(calls.map(({ code }) => code)).toEqual(['ok']);
    expect(String(sink.stored)).toBe('vw');
  });

  it.each(['last-byte', 'count'] as const)(
    'finds out from 416 that a chunk had arrived whose answer was lost (position as %s)',
    async (positions) => {
      const sink = await sinkWith(['store', 'store-and-drop'], { positions });
      const acknowledged: number[] = [];
      await upload(sink, { afterChunk: async (chunk) => void acknowledged.push(chunk.acknowledgedBytes) })
        .result;
      expect(sent(sink)).toEqual([ranges[0], ranges[1], ranges[1], ranges[2]]);
      expect(acknowledged).toEqual([CHUNK, 2 * CHUNK, plan.sizeBytes]);
      expect(sha(sink.stored)).toBe(sha(video));
    },
  );

  it('finds out from 416 that the last chunk had arrived', async () => {
    const sink = await sinkWith(['store', 'store', 'store-and-drop']);
    await expect(upload(sink).result).resolves.toMatchObject({ acknowledgedBytes: plan.sizeBytes });
  });

  it('takes a 206 that lost its header for this chunk', async () => {
    const sink = await sinkWith(['store-without-header', 'store-without-header']);
    await upload(sink).result;
    expect(sent(sink)).toEqual(ranges);
  });

  it('goes back to where TikTok is when it resumed too far ahead', async () => {
    const sink = await sinkWith([]);
    await upload(sink, { resumeFromByte: 2 * CHUNK }).result;
    expect(sent(sink)).toEqual([ranges[2], ...ranges]);
    expect(sha(sink.stored)).toBe(sha(video));
  });

  it('goes on inside a chunk when TikTok stands there', async () => {
    const sink = await sinkWith([], { stored: video.subarray(0, 1000) });
    await upload(sink).result;
    expect(sent(sink)[1]).toBe(`bytes 1000-${CHUNK - 1}/${plan.sizeBytes}`);
    expect(sha(sink.stored)).toBe(sha(video));
  });

  it('does not go in circles with a TikTok that keeps refusing what it asks for', async () => {
    const here = { status: 416, contentRange: `bytes 0-0/${plan.sizeBytes}` };
    const sink = await sinkWith(Array(50).fill(here));
    const error = await failureOf(upload(sink).result);
    expect(error).toMatchObject({ code: 'upload_range_mismatch', mayHaveHadEffect: false });
    expect(sink.puts).toHaveLength(4);
  });

  it('does not go in circles with a TikTok that keeps changing its mind', async () => {
    const back = { status: 416, contentRange: `bytes 0-${CHUNK - 1}/${plan.sizeBytes}` };
    const start = { status: 416, contentRange: `bytes 0-0/${plan.sizeBytes}` };
    const sink = await sinkWith(Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? back : start)));
    expect(await failureOf(upload(sink).result)).toMatchObject({ code: 'upload_range_mismatch' });
    expect(sink.puts.length).toBeLessThan(10);
  });
});

describe('an upload that cannot succeed', () => {
  it.each<[number, string, string]>([
    [400, 'upload_rejected', 'OPERATOR'],
    [403, 'upload_url_expired', 'RETRY'],
    [404, 'upload_task_not_found', 'RETRY'],
    [416, 'upload_range_mismatch', 'RETRY'],
  ])('ends at once with HTTP %i as %s, without an effect', async (status, code, disposition) => {
    const sink = await sinkWith(['store', { status }]);
    const error = await failureOf(upload(sink).result);
    expect(error).toMatchObject({ code, disposition, httpStatus: status, mayHaveHadEffect: false });
    expect(sink.puts).toHaveLength(2);
  });

  it('hears a refusal that comes before the bytes were read', async () => {
    const sink = await sinkWith([{ status: 403, early: true }]);
    expect(await failureOf(upload(sink).result)).toMatchObject({
      code: 'upload_url_expired',
      httpStatus: 403,
    });
    expect(sink.puts).toHaveLength(1);
  });

  it('says that nothing has arrived when no connection opens in time', async () => {
    // It takes connections and never says a word of TLS.
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void mute.close());
    const { port } = mute.address() as AddressInfo;
    const host = `127.0.0.1:${port}`;
    const { client } = testClient('http://127.0.0.1:9', { allowedUploadHosts: [host], timeoutMs: 50 });
    const error = await failureOf(
      uploadVideo({
        client,
        uploadUrl: `https://${host}/video/`,
        plan: chunkPlan(1, 1),
        source: sourceOf(Buffer.from('v')),
        contentType: 'video/mp4',
      }),
    );
    expect(error).toMatchObject({ code: 'timeout', mayHaveHadEffect: false });
  });

  it('gives up on a chunk after the agreed number of tries', async () => {
    const sink = await sinkWith(Array(9).fill({ status: 502 }));
    const error = await failureOf(upload(sink, {}, { retry: { attempts: 3 } }).result);
    expect(error).toMatchObject({ code: 'upload_gateway_error', httpStatus: 502, mayHaveHadEffect: false });
    expect(sink.puts).toHaveLength(3);
  });

  it('counts the tries of every chunk anew', async () => {
    const bad = { status: 502 };
    const sink = await sinkWith([bad, bad, 'store', bad, bad, 'store', bad, bad]);
    await expect(upload(sink, {}, { retry: { attempts: 3 } }).result).resolves.toBeDefined();
  });

  it.each<[string, Fate[]]>([
    ['was lost', Array<Fate>(4).fill('drop')],
    ['was a gateway page', Array<Fate>(4).fill({ status: 502 })],
    ['was lost and the task is gone since', ['store-and-forget']],
    ['was lost and the URL has expired since', ['store-and-drop', { status: 403 }]],
  ])('says that the video may have arrived when the answer to the last chunk %s', async (_title, fates) => {
    const sink = await sinkWith(['store', 'store', ...fates]);
    const error = await failureOf(upload(sink).result);
    expect(error.mayHaveHadEffect).toBe(true);
  });

  it('says that the video has not arrived when the last chunk was refused', async () => {
    const sink = await sinkWith(['store', 'store', { status: 403 }]);
    expect((await failureOf(upload(sink).result)).mayHaveHadEffect).toBe(false);
  });

  it.each([
    'https://evil.example/video/',
    'https://tiktokapis.com.evil.example/',
    'https://eviltiktokapis.com/',
    'https://user:pass@open-upload.tiktokapis.com/',
    'http://open-upload.tiktokapis.com/',
    'ftp://open-upload.tiktokapis.com/',
    'nonsense',
  ])('sends nothing to %s', async (uploadUrl) => {
    const sink = await sinkWith([]);
    const source: ByteSource = { sizeBytes: 1, open: () => expect.unreachable('the source was opened') };
    const error = await failureOf(upload(sink, { uploadUrl, source }).result);
    expect(error).toMatchObject({
      code: 'upload_host_refused',
      disposition: 'OPERATOR',
      mayHaveHadEffect: false,
    });
  });

  it('sends nothing to a local host that was not allowed', async () => {
    const sink = await sinkWith([]);
    const error = await failureOf(upload(sink, { client: undefined }).result);
    expect(error.code).toBe('upload_host_refused');
    expect(sink.puts).toEqual([]);
  });

  it('keeps the upload URL out of its errors and records', async () => {
    const sink = await sinkWith(Array(4).fill('drop'));
    const { result, calls } = upload(sink);
    const error = await failureOf(result);
    expect(inspect([error, calls], { depth: 9 })).not.toMatch(/s3cr3t|upload_id/);
  });
});

describe('an upload whose source fails', () => {
  it.each([
    ['too few', CHUNK - 1],
    ['too many', CHUNK + 1],
  ])('ends when the source gives %s bytes', async (_title, count) => {
    const sink = await sinkWith([]);
    async function* open() {
      yield video.subarray(0, count);
    }
    const { result } = upload(sink, { source: { sizeBytes: plan.sizeBytes, open } });
    await expect(result).rejects.toThrow(UploadSourceError);
    expect(sink.stored).toHaveLength(0);
  });

  it('ends with the error of the source', async () => {
    const sink = await sinkWith([]);
    const broken = new Error('the disk is gone');
    async function* open() {
      yield video.subarray(0, 1000);
      throw broken;
    }
    await expect(upload(sink, { source: { sizeBytes: plan.sizeBytes, open } }).result).rejects.toBe(broken);
  });

  it('refuses a source of another size than the plan', async () => {
    const sink = await sinkWith([]);
    await expect(upload(sink, { source: sourceOf(video.subarray(1)) }).result).rejects.toThrow(
      UploadSourceError,
    );
    expect(sink.puts).toEqual([]);
  });
});

describe('an upload that is stopped', () => {
  it('ends with the reason of the caller, and lets go of the source', async () => {
    const sink = await sinkWith(['stall']);
    const stop = new AbortController();
    const reason = new Error('lease lost');
    let closed!: () => void;
    const sourceClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const source: ByteSource = {
      sizeBytes: plan.sizeBytes,
      async *open(firstByte, lastByte, signal) {
        setImmediate(() => stop.abort(reason));
        try {
          yield* sourceOf(video).open(firstByte, lastByte, signal);
        } finally {
          closed();
        }
      },
    };
    const { result } = upload(sink, { source, signal: stop.signal });
    await expect(result).rejects.toBe(reason);
    await sourceClosed;
  });

  it('sends nothing more when a callback throws', async () => {
    const sink = await sinkWith([]);
    const afterChunk = async () => {
      throw new Error('not saved');
    };
    await expect(upload(sink, { afterChunk }).result).rejects.toThrow('not saved');
    expect(sink.puts).toHaveLength(1);
  });
});
