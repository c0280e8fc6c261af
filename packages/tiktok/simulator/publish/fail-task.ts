import { emitWebhook } from '../webhooks/send-webhook.ts';
import type { Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';

/** What webhooks call the flow of a task. */
export function publishTypeOf(task: Task): 'DIRECT_PUBLISH' | 'INBOX_SHARE' {
  return task.kind.startsWith('direct') ? 'DIRECT_PUBLISH' : 'INBOX_SHARE';
}

const TRANSFER_TIMERS = [
  'upload.expire',
  'pull',
  'pull.delayed',
  'pull.timeout',
  'process',
  'process.delayed',
];

/** Ends a task as FAILED and says so by webhook. A task that already ended stays as it is. */
export function failTask(world: World, task: Task, reason: string): void {
  if (!task.status.startsWith('PROCESSING')) return;
  world.pulls.get(task.publishId)?.abort();
  world.store.together(() => {
    task.status = 'FAILED';
    task.failReason = reason;
    task.finishedAtMs = world.clock.now();
    world.store.tasks.put(task);
    for (const kind of TRANSFER_TIMERS) world.clock.cancel(kind, task.publishId);
    emitWebhook(world, {
      event: 'post.publish.failed',
      openId: task.openId,
      publishId: task.publishId,
      content: { publish_id: task.publishId, reason, publish_type: publishTypeOf(task) },
    });
  });
  world.changed();
}
