import type { Hono } from 'hono';
import { z } from 'zod';
import { ApiError } from '../http/api-error.ts';
import type { Http } from '../http/endpoint.ts';
import { formatStatus } from '../http/formatters.ts';
import type { SlidingWindows } from '../http/rate-limits.ts';
import { failTask } from '../publish/fail-task.ts';
import type { Creator, Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { mountData } from './data-endpoint.ts';

const POSTING_SCOPES = ['video.publish', 'video.upload'];
const ByPublishId = z.strictObject({ publish_id: z.string().min(1) });

/** "Get Post Status", and the cancel call of the "Media Transfer Guide". */
export function mountStatus(hono: Hono<Http>, world: World, windows: SlidingWindows): void {
  mountData(hono, world, windows, {
    point: 'status.fetch',
    method: 'POST',
    path: '/v2/post/publish/status/fetch/',
    scopes: POSTING_SCOPES,
    rate: { limit: 'status', per: 'token' },
    body: ByPublishId,
    queryFields: [],
    run: ({ creator, body }) => formatStatus(world, taskOf(world, creator, body.publish_id)),
  });
  mountData(hono, world, windows, {
    point: 'cancel',
    method: 'POST',
    path: '/v2/post/publish/cancel/',
    scopes: POSTING_SCOPES,
    rate: null,
    body: ByPublishId,
    queryFields: [],
    run({ creator, body }) {
      const task = taskOf(world, creator, body.publish_id);
      // Only downloads can be stopped, and only before processing has begun.
      if (task.status !== 'PROCESSING_DOWNLOAD' || task.processing)
        throw new ApiError('publish_not_cancellable', 'The publish task can no longer be cancelled.');
      failTask(world, task, 'publish_cancelled');
      return undefined;
    },
  });
}

function taskOf(world: World, creator: Creator, publishId: string): Task {
  const task = world.store.tasks.get(publishId);
  if (task === undefined) throw new ApiError('invalid_publish_id', 'The publish_id does not exist.');
  if (task.openId !== creator.openId)
    throw new ApiError(
      'token_not_authorized_for_specified_publish_id',
      'The access token does not belong to the user of the publish_id.',
    );
  return task;
}
