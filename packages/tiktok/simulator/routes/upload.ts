import type { Readable } from 'node:stream';
import type { Hono } from 'hono';
import { type Http, type HttpContext, mount, type Reply } from '../http/endpoint.ts';
import { failTask } from '../publish/fail-task.ts';
import { receiveChunk } from '../publish/receive-chunk.ts';
import type { Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';

const CONTENT_TYPES = ['video/mp4', 'video/quicktime', 'video/webm'];

/** Chunks of one upload are taken one after the other, also when a client repeats itself. */
const queues = new WeakMap<Task, Promise<unknown>>();

/** The pre-signed PUT of the "Media Transfer Guide". */
export function mountUpload(hono: Hono<Http>, world: World): void {
  mount(hono, world, {
    point: 'upload',
    method: 'PUT',
    path: '/upload/',
    shape: 'upload',
    whose: (c) => {
      const task = world.store.taskByUploadId(c.req.query('upload_id') ?? '');
      return task && world.store.creatorByOpenId(task.openId)?.username;
    },
    discard: drain,
    special(effect, c, genuine) {
      if (effect.kind === 'range_416') return refuseRange(world, c);
      if (effect.kind === 'range_header_lost') return genuine().then((reply) => ({ ...reply, headers: {} }));
      return undefined;
    },
    async answer(c) {
      const task = world.store.taskByUploadId(c.req.query('upload_id') ?? '');
      const problem = task === undefined ? bare(404, 'no such upload') : addressProblem(world, task, c);
      if (task === undefined || problem !== null) {
        await drain(c);
        return problem!;
      }
      const earlier = queues.get(task) ?? Promise.resolve();
      const mine = earlier.then(() => takeChunk(world, task, c));
      queues.set(
        task,
        mine.catch(() => undefined),
      );
      return mine;
    },
  });
  world.clock.on('upload.expire', (publishId) => {
    const task = world.store.tasks.get(publishId);
    if (task !== undefined && !task.processing && world.settings.uploadExpiryOutcome === 'fail')
      failTask(world, task, 'internal');
  });
}

const bare = (status: number, code: string, headers: Record<string, string> = {}): Reply => ({
  status,
  code,
  body: null,
  headers,
});

function addressProblem(world: World, task: Task, c: HttpContext): Reply | null {
  const upload = task.upload!;
  if (c.req.query('upload_token') !== upload.uploadToken) return bare(403, 'wrong upload token');
  if (world.clock.now() >= upload.expiresAtMs) return bare(403, 'upload_url expired');
  const finished = upload.receivedBytes === upload.videoSize;
  return finished || task.status === 'PROCESSING_UPLOAD' ? null : bare(404, 'task has ended');
}

async function takeChunk(world: World, task: Task, c: HttpContext): Promise<Reply> {
  const upload = task.upload!;
  const refuse = async (rule: string, detail: string) => {
    world.violation('upload', rule, detail);
    await drain(c);
    return bare(400, rule);
  };
  if (c.req.header('authorization') !== undefined)
    return refuse('bearer_on_upload', 'the upload URL is its own credential');
  const contentType = c.req.header('content-type') ?? '';
  if (!CONTENT_TYPES.includes(contentType)) return refuse('wrong_content_type', contentType || 'none');
  const length = Number(c.req.header('content-length') ?? Number.NaN);
  if (!Number.isInteger(length)) return refuse('no_content_length', 'Content-Length is required');
  const stated = c.req.header('content-range') ?? '';
  const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(stated);
  if (range === null) return refuse('bad_content_range', stated || 'none');
  const [first, last, total] = range.slice(1).map(Number) as [number, number, number];
  if (total !== upload.videoSize || last >= total || last - first + 1 !== length)
    return refuse('bad_content_range', `${stated} with ${length} bytes, video of ${upload.videoSize}`);
  if (first !== upload.receivedBytes) {
    if (first > upload.receivedBytes)
      world.violation('upload', 'chunk_out_of_order', `${stated} after ${upload.receivedBytes} bytes`);
    return refuseRange(world, c);
  }
  const chunkIndex = Math.floor(first / upload.chunkSize);
  const isLast = chunkIndex === upload.chunkCount - 1;
  const expected = isLast ? total - first : upload.chunkSize;
  if (length !== expected) return refuse('wrong_chunk_size', `${length} bytes instead of ${expected}`);
  try {
    await receiveChunk(world, task, c.env.incoming as Readable, { first, byteCount: length, contentType });
  } catch {
    return bare(400, 'body ended early');
  }
  const headers = { 'content-range': `bytes 0-${last}/${total}` };
  return upload.receivedBytes === total ? bare(201, 'ok', headers) : bare(206, 'ok', headers);
}

/** 416 says how far the upload got. The end is the index of the last byte held. */
async function refuseRange(world: World, c: HttpContext): Promise<Reply> {
  await drain(c);
  const upload = world.store.taskByUploadId(c.req.query('upload_id') ?? '')?.upload;
  if (upload === undefined || upload === null) return bare(404, 'no such upload');
  const held = upload.receivedBytes === 0 ? '*' : `0-${upload.receivedBytes - 1}`;
  return bare(416, 'range does not match progress', {
    'content-range': `bytes ${held}/${upload.videoSize}`,
  });
}

/** Reads what is left of a body, so that the client is not cut off before it can read the answer. */
async function drain(c: HttpContext): Promise<void> {
  const { incoming } = c.env;
  if (incoming.readableEnded || incoming.destroyed) return;
  await new Promise<void>((resolve) => {
    incoming.once('end', resolve).once('close', resolve).once('error', resolve);
    incoming.resume();
  });
}
