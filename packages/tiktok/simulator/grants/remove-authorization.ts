import { failTask } from '../publish/fail-task.ts';
import { emitWebhook } from '../webhooks/send-webhook.ts';
import type { World } from '../world/world.ts';

/** Reasons of `authorization.removed`, as numbered by "Webhook Events". */
export const REMOVAL_REASONS = {
  unknown: 0,
  userDisconnected: 1,
  accountDeleted: 2,
  ageChanged: 3,
  accountBanned: 4,
  developerRevoked: 5,
} as const;

/**
 * Ends every grant of a creator: tokens die, tasks under way fail with `auth_removed`, and
 * `authorization.removed` is sent.
 */
export function removeAuthorization(world: World, openId: string, reason: number): void {
  const { grants, tokens, tasks, codes } = world.store;
  world.store.together(() => {
    const ended = new Set(grants.filter((grant) => grant.openId === openId).map((grant) => grant.id));
    for (const token of tokens.filter((each) => ended.has(each.grantId))) tokens.delete(token.token);
    for (const code of codes.filter((each) => each.openId === openId)) codes.delete(code.code);
    for (const id of ended) grants.delete(id);
    for (const task of tasks.filter((each) => each.openId === openId))
      if (task.status.startsWith('PROCESSING')) failTask(world, task, 'auth_removed');
    if (ended.size > 0) emitWebhook(world, { event: 'authorization.removed', openId, content: { reason } });
  });
  world.changed();
}
