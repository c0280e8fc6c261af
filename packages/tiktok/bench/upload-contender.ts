// One upload in a process of its own, so that its memory is nobody else's: `client` or `undici`.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { ChunkPlan } from '../src/index.ts';
import { chunkPlan, createTikTokClient, fileByteSource, planChunks, uploadVideo } from '../src/index.ts';
import { watchPeakGrowth } from './peak-memory.ts';

const REST_MS = 500;

export interface ContenderTask {
  contender: 'client' | 'undici';
  path: string;
  /** A file of a few bytes, for requests before the measured ones. */
  tinyPath: string;
  sizeBytes: number;
  chunkBytes: number;
  uploadUrl: string;
  /** Whether to measure from a process that has never sent a request. */
  cold: boolean;
}

export interface ContenderResult {
  seconds: number;
  peakGrowthBytes: number;
}

process.once('message', (task: ContenderTask) => {
  run(task).then(
    (result) => process.send?.(result, undefined, undefined, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function run(task: ContenderTask): Promise<ContenderResult> {
  const plan = chunkPlan(task.sizeBytes, task.chunkBytes);
  const upload = task.contender === 'client' ? throughClient : throughBareUndici;
  if (!task.cold) await comeToRest(task, upload);
  const memory = watchPeakGrowth();
  const startedMs = performance.now();
  await upload(task, plan);
  const seconds = (performance.now() - startedMs) / 1000;
  return { seconds, peakGrowthBytes: memory.stop() };
}

/**
 * Brings the process to where a worker idles: a few tiny requests have gone out, and V8 is done with compiling undici's
 * WebAssembly parser, which takes some 16 MB for a moment, once in the life of a process.
 */
async function comeToRest(task: ContenderTask, upload: typeof throughClient): Promise<void> {
  const { size } = await stat(task.tinyPath);
  for (let n = 0; n < 20; n++) {
    const tiny = { ...task, path: task.tinyPath, uploadUrl: `${task.uploadUrl}-warm-${n}` };
    await upload(tiny, planChunks(size));
  }
  await sleep(REST_MS);
}

async function throughClient({ path, uploadUrl }: ContenderTask, plan: ChunkPlan): Promise<void> {
  const client = createTikTokClient({
    credentials: { clientKey: 'bench', clientSecret: 'bench' },
    allowedUploadHosts: [new URL(uploadUrl).host],
  });
  const source = await fileByteSource(path);
  await uploadVideo({ client, uploadUrl, plan, source, contentType: 'video/mp4' });
}

/** What one would write without a client: a file stream per range, no retry, no resynchronisation. */
async function throughBareUndici({ path, uploadUrl }: ContenderTask, plan: ChunkPlan): Promise<void> {
  for (let index = 0; index < plan.totalChunkCount; index++) {
    const { firstByte, lastByte } = plan.range(index);
    const { statusCode, body } = await request(uploadUrl, {
      method: 'PUT',
      headers: {
        'content-type': 'video/mp4',
        'content-length': String(lastByte - firstByte + 1),
        'content-range': `bytes ${firstByte}-${lastByte}/${plan.sizeBytes}`,
      },
      body: createReadStream(path, { start: firstByte, end: lastByte }),
    });
    await body.dump();
    if (statusCode !== 201 && statusCode !== 206) throw new Error(`the sink answered ${statusCode}`);
  }
}
