import { parseWebhookEvent, type WebhookEvent } from '@airdate/tiktok';
import { findGrantByOpenId } from '../accounts/account.queries.ts';
import { markGrantRevoked } from '../accounts/mark-grant-revoked.ts';
import type { Deps } from '../deps.ts';
import { askAgainAt } from '../publishing/check-publish-status.ts';
import { recordPublicity } from '../publishing/record-publicity.ts';

/**
 * Acts on a stored event. News about a publish only make us ask TikTok sooner: with webhooks off the same final state is
 * reached by polling.
 */
export async function applyTikTokWebhook(deps: Deps, webhookEventId: string): Promise<void> {
  const row = await deps.db.tikTokWebhookEvent.findUnique({ where: { id: webhookEventId } });
  if (!row || row.processedAt) return;
  const outcome = await apply(deps, parseWebhookEvent(row.rawBody));
  await deps.db.tikTokWebhookEvent.update({
    where: { id: row.id },
    data: { processedAt: deps.clock.now(), outcome },
  });
}

async function apply(deps: Deps, event: WebhookEvent): Promise<string> {
  switch (event.type) {
    case 'post.publish.complete':
    case 'post.publish.failed':
    case 'post.publish.inbox_delivered':
      return withAttempt(deps, event.publishId, (postId) => askAgainAt(deps, postId, deps.clock.now()));
    case 'post.publish.publicly_available':
      return withAttempt(deps, event.publishId, async (postId) => {
        await applyPublicity(deps, postId, event);
        await askAgainAt(deps, postId, deps.clock.now());
      });
    case 'post.publish.no_longer_publicly_available':
      return withAttempt(deps, event.publishId, (postId) => applyPublicity(deps, postId, event));
    case 'authorization.removed':
      return removeAuthorization(deps, event);
    case 'video.upload.failed':
    case 'video.publish.completed':
    case 'portability.download.ready':
      return 'not-ours';
    case 'unknown':
      deps.log.warn({ event: event.rawEvent }, 'TikTok sent a webhook event that is not documented');
      return 'unknown-event';
  }
}

type PublicityEvent = Extract<
  WebhookEvent,
  { type: 'post.publish.publicly_available' | 'post.publish.no_longer_publicly_available' }
>;

async function applyPublicity(deps: Deps, postId: string, event: PublicityEvent): Promise<void> {
  const { publishId, postId: tiktokPostId, createdAt: at } = event;
  const isPublic = event.type === 'post.publish.publicly_available';
  await recordPublicity(deps, { postId, tiktokPostId, isPublic, at }, async (tx) => {
    const rows = await tx.tikTokWebhookEvent.findMany({ where: { publishId }, select: { rawBody: true } });
    const instants = rows
      .map(({ rawBody }) => parseWebhookEvent(rawBody))
      .filter((told) => told.type === 'post.publish.publicly_available' && told.postId === tiktokPostId)
      .map(({ createdAt }) => createdAt.getTime());
    return instants.length > 0 ? new Date(Math.max(...instants)) : null;
  });
}

async function withAttempt(
  deps: Deps,
  publishId: string,
  act: (postId: string) => Promise<void>,
): Promise<string> {
  const attempt = await deps.db.publishAttempt.findUnique({ where: { publishId }, select: { postId: true } });
  if (!attempt) return 'unknown-publish-id';
  await act(attempt.postId);
  return 'applied';
}

async function removeAuthorization(
  deps: Deps,
  event: Extract<WebhookEvent, { type: 'authorization.removed' }>,
): Promise<string> {
  const grant = event.openId && (await findGrantByOpenId(deps.db, event.clientKey, event.openId));
  if (!grant) return 'unknown-open-id';
  const changed = await markGrantRevoked(deps, {
    grantId: grant.id,
    code: `authorization.removed:${event.reason}`,
    actor: { kind: 'tiktok' },
    occurredAt: event.createdAt,
  });
  return changed ? 'applied' : 'no-change';
}
