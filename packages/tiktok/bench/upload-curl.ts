import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ChunkPlan } from '../src/index.ts';
import { kernelPeakBytes } from './peak-memory.ts';
import type { ContenderResult } from './upload-contender.ts';

/** A file cut into chunk files, because curl cannot send a range of one. */
export type CurlChunks = {
  folder: string;
  plan: ChunkPlan;
};

export async function cutForCurl(path: string, folder: string, plan: ChunkPlan): Promise<CurlChunks> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < plan.totalChunkCount; index++) {
    const { firstByte: start, lastByte: end } = plan.range(index);
    await pipeline(createReadStream(path, { start, end }), createWriteStream(chunkFile(folder, index)));
  }
  return { folder, plan };
}

export async function discardCut({ folder }: CurlChunks): Promise<void> {
  await rm(folder, { recursive: true });
}

/**
 * All chunks in one curl process over one connection. Counts only the time curl spends in transfers, which leaves out
 * its start: a comparison in curl's favour.
 */
export async function uploadWithCurl(
  { folder, plan }: CurlChunks,
  uploadUrl: string,
): Promise<ContenderResult> {
  const config = join(folder, 'curl.config');
  const transfers = Array.from({ length: plan.totalChunkCount }, (_, index) => {
    const { firstByte, lastByte } = plan.range(index);
    return [
      `upload-file = "${chunkFile(folder, index)}"`,
      `url = "${uploadUrl}"`,
      'header = "Content-Type: video/mp4"',
      `header = "Content-Range: bytes ${firstByte}-${lastByte}/${plan.sizeBytes}"`,
      'header = "Expect:"',
      'write-out = "%{http_code} %{time_total}\\n"',
      'silent',
    ].join('\n');
  });
  await writeFile(config, transfers.join('\nnext\n'));

  const curl = spawn('curl', ['--disable', '--config', config], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let peakBytes = 0;
  curl.stdout.on('data', (text: Buffer) => {
    output += String(text);
  });
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, kernelPeakBytes(curl.pid ?? 0) ?? 0);
  }, 5);
  const [exitCode] = await once(curl, 'close');
  clearInterval(timer);

  const answers = output
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number) as [number, number]);
  const failed = answers.find(([status]) => status !== 201 && status !== 206);
  if (exitCode !== 0 || failed || answers.length !== plan.totalChunkCount) {
    throw new Error(`curl failed (exit code ${exitCode}, HTTP ${failed?.[0] ?? 'incomplete'})`);
  }
  return { seconds: answers.reduce((sum, [, seconds]) => sum + seconds, 0), peakGrowthBytes: peakBytes };
}

function chunkFile(folder: string, index: number): string {
  return join(folder, `chunk-${index}`);
}
