// One upload in a process of its own, so that its memory is nobody else's: `client` or `undici`.
import { createReadStream } from 'node:fs';
import type { ChunkPlan } from '../src/index.ts';
import { chunkPlan, createTikTokClient, fileByteSource, uploadVideo } from '../src/index.ts';
import { watchPeakGrowth } from './peak-memory.ts';

export type ContenderTask = {
  contender: 'client' | 'undici';
  path: string;
  sizeBytes: number;
  chunkBytes: number;
  uploadUrl: string;
};

export type ContenderResult = {
  seconds: number;
  peakGrowthBytes: number;
};

process.once('message', (task: ContenderTask) => {
  run(task).then(
    (result) => process.send?.(result, undefined, undefined, () => process.disconnect()),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

/** Idle is the process as it starts: everything is imported, and nothing was ever sent. */
async function run(task: ContenderTask): Promise<ContenderResult> {
  const plan = chunkPlan(task.sizeBytes, task.chunkBytes);
  const upload = task.contender === 'client' ? throughClient : await bareUndici();
  const memory = watchPeakGrowth();
  const startedMs = performance.now();
  await upload(task, plan);
  const seconds = (performance.now() - startedMs) / 1000;
  return { seconds, peakGrowthBytes: memory.stop() };
}

async function throughClient({ path, uploadUrl }: ContenderTask, plan: ChunkPlan): Promise<void> {
  const client = createTikTokClient({
    credentials: { clientKey: 'bench', clientSecret: 'bench' },
    allowedUploadHosts: [new URL(uploadUrl).host],
  });
  const source = await fileByteSource(path);
  await uploadVideo({ client, uploadUrl, plan, source, contentType: 'video/mp4' });
}

/**
 * What one would write without a client: a file stream per range, no retry, no resynchronisation. Only its own process
 * imports undici.
 */
async function bareUndici(): Promise<typeof throughClient> {
  const { request } = await import('undici');
  return async ({ path, uploadUrl }, plan) => {
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
  };
}
