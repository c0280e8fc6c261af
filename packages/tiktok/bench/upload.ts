// Streams a large file through the client into a loopback sink, beside curl and beside a bare undici stream.
// Usage: node packages/tiktok/bench/upload.ts [--size 1g] [--rounds 3]
import { fork, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chunkPlan } from '../src/index.ts';
import type { ContenderResult, ContenderTask } from './upload-contender.ts';
import type { CurlChunks } from './upload-curl.ts';
import { cutForCurl, discardCut, uploadWithCurl } from './upload-curl.ts';

const MAX_GROWTH_MB = 16;
const MIN_RATIO_TO_CURL = 0.6;
const CHUNK_SIZES = { '5 MB': 5_242_880, '32 MB': 33_554_432, '64 MB': 64_000_000 };
const CONTENDERS = ['client', 'undici', 'curl'] as const;
type Contender = (typeof CONTENDERS)[number];

type Measured = {
  megabytesPerSecond: number;
  peakMb: number;
};

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { size: { type: 'string', default: '1g' }, rounds: { type: 'string', default: '3' } },
});
const sizeBytes = parseSize(values.size);
const rounds = Number(values.rounds);
if (spawnSync('curl', ['--version']).status !== 0) {
  console.error('This benchmark compares with curl, which is not installed.');
  process.exit(1);
}

const folder = await mkdtemp(join(tmpdir(), 'upload-bench-'));
const sink = fork(fileURLToPath(new URL('./upload-sink.ts', import.meta.url)));
try {
  await main();
} finally {
  sink.disconnect();
  await rm(folder, { recursive: true });
}

async function main(): Promise<void> {
  const [{ port }] = (await once(sink, 'message')) as [{ port: number }];
  const origin = `http://127.0.0.1:${port}`;
  const path = join(folder, 'video.mp4');
  const sha256 = await writeVideo(path, sizeBytes);

  const table: Record<string, Record<string, string>> = {};
  const metrics: Record<string, number> = { sizeBytes, rounds };
  let pass = true;
  for (const [name, chunkBytes] of Object.entries(CHUNK_SIZES)) {
    const plan = chunkPlan(sizeBytes, chunkBytes);
    const chunks = await cutForCurl(path, join(folder, 'curl'), plan);
    const trial = { path, chunkBytes, chunks, origin };
    const run = (contender: Contender) => measure({ ...trial, contender, expected: null });
    for (const contender of CONTENDERS) await measure({ ...trial, contender, expected: sha256 });

    const results: Record<Contender, Measured[]> = { client: [], undici: [], curl: [] };
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < CONTENDERS.length; turn++) {
        const contender = CONTENDERS[(round + turn) % CONTENDERS.length]!;
        results[contender].push(await run(contender));
      }
    }
    await discardCut(chunks);

    const speed = (contender: Contender) => median(results[contender].map((r) => r.megabytesPerSecond));
    const peak = (contender: Contender) => Math.max(...results[contender].map((r) => r.peakMb));
    const ratio = speed('client') / speed('curl');
    const growth = peak('client');
    pass &&= ratio >= MIN_RATIO_TO_CURL && growth <= MAX_GROWTH_MB;
    table[name] = {
      chunks: String(plan.totalChunkCount),
      'client MB/s': speed('client').toFixed(0),
      'undici MB/s': speed('undici').toFixed(0),
      'curl MB/s': speed('curl').toFixed(0),
      'client/curl': ratio.toFixed(2),
      'client/undici': (speed('client') / speed('undici')).toFixed(2),
      'client growth MB': growth.toFixed(1),
      'undici growth MB': peak('undici').toFixed(1),
      'curl peak MB': peak('curl').toFixed(1),
    };
    const key = name.replace(' ', '').toLowerCase();
    metrics[`${key}.clientMegabytesPerSecond`] = round2(speed('client'));
    metrics[`${key}.ratioToCurl`] = round2(ratio);
    metrics[`${key}.ratioToUndici`] = round2(speed('client') / speed('undici'));
    metrics[`${key}.clientPeakGrowthMb`] = round2(growth);
    metrics[`${key}.undiciPeakGrowthMb`] = round2(peak('undici'));
  }
  console.table(table);
  console.log(
    `${rounds} rounds of ${sizeBytes} bytes each, alternating; medians of speed, worst of memory; every contender's bytes were hashed once and counted always.`,
  );
  const goals = { peakGrowthMbAtMost: MAX_GROWTH_MB, ratioToCurlAtLeast: MIN_RATIO_TO_CURL };
  console.log(JSON.stringify({ bench: 'upload', metrics, goals, pass }));
  if (!pass) process.exitCode = 1;
}

async function measure(trial: {
  contender: Contender;
  path: string;
  chunkBytes: number;
  chunks: CurlChunks;
  origin: string;
  /** SHA-256 that must arrive; `null` to count only, which costs the sink less. */
  expected: string | null;
}): Promise<Measured> {
  const { contender, path, chunkBytes, chunks, origin, expected } = trial;
  const id = randomBytes(8).toString('hex');
  const uploadUrl = `${origin}/upload/?${expected === null ? '' : 'hash=1&'}upload_id=${id}`;
  const { seconds, peakGrowthBytes } =
    contender === 'curl'
      ? await uploadWithCurl(chunks, uploadUrl)
      : await inChild({ contender, path, sizeBytes, chunkBytes, uploadUrl });

  const response = await fetch(`${origin}/?upload_id=${id}`);
  const arrived = (await response.json()) as { bytes: number; chunks: number; sha256: string | null };
  const isWhole = arrived.bytes === sizeBytes && arrived.chunks === chunks.plan.totalChunkCount;
  if (!isWhole || arrived.sha256 !== expected) throw new Error(`${contender} did not deliver the file`);
  return { megabytesPerSecond: sizeBytes / 1e6 / seconds, peakMb: peakGrowthBytes / 1e6 };
}

async function inChild(task: ContenderTask): Promise<ContenderResult> {
  const child = fork(fileURLToPath(new URL('./upload-contender.ts', import.meta.url)));
  child.send(task);
  const exited = once(child, 'exit');
  const answered = once(child, 'message') as Promise<[ContenderResult]>;
  const outcome = await Promise.race([answered, exited.then(() => null)]);
  await exited;
  if (outcome === null) throw new Error(`${task.contender} ended without a result`);
  return outcome[0];
}

/** Writes bytes that differ from block to block, and returns their SHA-256. */
async function writeVideo(path: string, bytes: number): Promise<string> {
  const block = randomBytes(4_194_304);
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  for (let written = 0; written < bytes; ) {
    block.writeBigUInt64LE(BigInt(written), (written / block.length) % 4096);
    const piece = block.subarray(0, Math.min(block.length, bytes - written));
    hash.update(piece);
    await file.write(piece);
    written += piece.length;
  }
  await file.close();
  return hash.digest('hex');
}

function parseSize(text: string): number {
  const match = /^(\d+)([kmg]?)$/i.exec(text);
  if (!match) throw new Error(`--size is a number with k, m or g, not ${text}`);
  const unit = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[match[2]!.toLowerCase()]!;
  return Number(match[1]) * unit;
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
