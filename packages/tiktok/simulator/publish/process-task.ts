import { checkPhoto } from '../media/check-photo.ts';
import { checkVideo } from '../media/check-video.ts';
import { emitWebhook } from '../webhooks/send-webhook.ts';
import type { Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { failTask, publishTypeOf } from './fail-task.ts';
import { publishPost } from './publish-post.ts';

/** Longest video an inbox upload may carry ("Media Transfer Guide", checked 2026-11). */
const LONGEST_INBOX_VIDEO_SECONDS = 600;

/** All bytes are here: look inside them, then publish or deliver to the inbox. */
export function registerProcessingTimer(world: World): void {
  world.clock.on('process', (publishId) => process(world, publishId, true));
  world.clock.on('process.delayed', (publishId) => process(world, publishId, false));
}

async function process(world: World, publishId: string, faulty: boolean): Promise<void> {
  const task = world.store.tasks.get(publishId);
  if (task === undefined || !task.status.startsWith('PROCESSING')) return;
  const creator = world.creatorOf(task.openId).username;
  const effect = faulty ? world.faults.take('processing', { creator })?.effect : undefined;
  if (effect?.kind === 'stuck') return;
  if (effect?.kind === 'delay') return world.clock.schedule('process.delayed', publishId, effect.ms);
  const reason = effect?.kind === 'fail' ? effect.reason : await reasonAgainst(world, task);
  // The creator may have left while the file was being read.
  if (!task.status.startsWith('PROCESSING')) return;
  if (reason !== null) return failTask(world, task, reason);
  if (effect?.kind === 'withhold_id') task.idsWithheld = true;
  const { privacyLevel } = task.settings;
  if (task.kind.startsWith('inbox') || privacyLevel === null) deliverToInbox(world, task);
  else publishPost(world, task, { ...task.settings, privacyLevel });
}

async function reasonAgainst(world: World, task: Task): Promise<string | null> {
  const creator = world.creatorOf(task.openId);
  if (creator.banned) return 'spam_risk_user_banned_from_posting';
  if (!world.settings.checkMedia) return null;
  const longestSeconds = task.kind.startsWith('inbox')
    ? LONGEST_INBOX_VIDEO_SECONDS
    : creator.maxVideoPostDurationSec;
  for (const file of task.media) {
    const check = task.kind.endsWith('photo') ? checkPhoto : checkVideo;
    const checked = await check(world.mediaPath(file.path), {
      longestSeconds,
      timeLimitMs: world.settings.mediaReadLimitMs,
      signal: world.closing.signal,
    });
    Object.assign(file, checked.facts);
    if (checked.failReason !== null) return checked.failReason;
  }
  return null;
}

function deliverToInbox(world: World, task: Task): void {
  world.store.together(() => {
    task.status = 'SEND_TO_USER_INBOX';
    task.finishedAtMs = world.clock.now();
    world.store.tasks.put(task);
    emitWebhook(world, {
      event: 'post.publish.inbox_delivered',
      openId: task.openId,
      publishId: task.publishId,
      content: { publish_id: task.publishId, publish_type: publishTypeOf(task) },
    });
  });
  world.changed();
}
