import { signWebhook, TIKTOK_SIGNATURE_HEADER } from '../../src/webhooks/sign.ts';
import { newId } from '../storage/new-id.ts';
import type { Delivery, DeliveryAttempt } from '../world/entities.ts';
import { WEBHOOK_RETRY_SECONDS } from '../world/settings.ts';
import type { World } from '../world/world.ts';

export type WebhookEvent = {
  event: string;
  openId: string;
  publishId?: string;
  /** Goes onto the wire as JSON inside a string. */
  content: Record<string, unknown>;
  /** How the first attempt is signed, unless a fault says otherwise. */
  signature?: Delivery['nextSignature'];
};

/** How old a stale signature claims to be. */
const STALE_BY_SECONDS = 3_600;
/** A reordered delivery goes out at the latest after this, if nothing overtakes it. */
const LONGEST_HOLD_MS = 5_000;

const SIGNATURE_OF_EFFECT: Record<string, Delivery['nextSignature']> = { forge: 'forged', stale: 'stale' };

/** Registers an event for delivery to the app's callback; ordered webhook faults strike here. */
export function emitWebhook(world: World, event: WebhookEvent): Delivery {
  const creator = world.store.creatorByOpenId(event.openId)?.username;
  const effect = world.faults.take('webhook', { creator, event: event.event })?.effect;
  const delivery: Delivery = {
    id: newId(),
    event: event.event,
    openId: event.openId,
    publishId: event.publishId ?? null,
    body: JSON.stringify({
      client_key: world.app.clientKey,
      event: event.event,
      create_time: world.clock.nowSeconds(),
      // Portability events concern no single user.
      ...(event.event.startsWith('portability.') ? {} : { user_openid: event.openId }),
      content: JSON.stringify(event.content),
    }),
    createdAtMs: world.clock.now(),
    attempts: [],
    nextAttemptAtMs: null,
    state: 'pending',
    nextSignature: SIGNATURE_OF_EFFECT[effect?.kind ?? ''] ?? event.signature ?? 'valid',
    duplicateOf: null,
  };
  if (world.app.webhookUrl === null) delivery.state = 'no_callback_url';
  else if (effect?.kind === 'drop') delivery.state = 'dropped';
  else if (effect?.kind === 'reorder') delivery.state = 'held';
  world.store.deliveries.put(delivery);
  const delayMs = world.settings.webhookDelayMs + (effect?.kind === 'delay' ? effect.ms : 0);
  if (delivery.state === 'pending') scheduleAttempt(world, delivery, delayMs);
  if (delivery.state === 'held') world.clock.schedule('webhook.release', delivery.id, LONGEST_HOLD_MS);
  if (effect?.kind === 'duplicate' && delivery.state === 'pending')
    scheduleAttempt(world, { ...delivery, id: newId(), duplicateOf: delivery.id }, delayMs);
  world.changed();
  return delivery;
}

/** Sends a delivery again, whatever became of it. */
export function redeliver(world: World, delivery: Delivery): void {
  if (world.app.webhookUrl === null) return;
  delivery.state = 'pending';
  scheduleAttempt(world, delivery, 0);
}

export function registerWebhookTimers(world: World): void {
  world.clock.on('webhook', (id) => attempt(world, id));
  world.clock.on('webhook.release', (id) => {
    const delivery = world.store.deliveries.get(id);
    if (delivery?.state === 'held') redeliver(world, delivery);
  });
}

function scheduleAttempt(world: World, delivery: Delivery, delayMs: number): void {
  delivery.nextAttemptAtMs = world.clock.now() + delayMs;
  world.store.deliveries.put(delivery);
  world.clock.schedule('webhook', delivery.id, delayMs);
}

async function attempt(world: World, id: string): Promise<void> {
  const delivery = world.store.deliveries.get(id);
  const url = world.app.webhookUrl;
  if (delivery === undefined || delivery.state !== 'pending' || url === null) return;
  const made = await post(world, delivery, url);
  // Not the callback's fault: the attempt is made again when the simulator is back.
  if (world.closing.signal.aborted) return;
  delivery.attempts.push(made);
  delivery.nextSignature = 'valid';
  delivery.nextAttemptAtMs = null;
  // Only 200 counts: TikTok asks for exactly that, so 202 and 204 are failures.
  const retryAfterSeconds = WEBHOOK_RETRY_SECONDS[delivery.attempts.length - 1];
  if (made.httpStatus === 200) delivery.state = 'delivered';
  else if (retryAfterSeconds === undefined) delivery.state = 'given_up';
  world.store.deliveries.put(delivery);
  if (delivery.state === 'pending' && retryAfterSeconds !== undefined)
    scheduleAttempt(world, delivery, retryAfterSeconds * 1000);
  releaseHeld(world, delivery);
  world.changed();
}

/** A reordered delivery follows the first later one. */
function releaseHeld(world: World, overtaker: Delivery): void {
  for (const held of world.store.deliveries.filter((each) => each.state === 'held'))
    if (held.createdAtMs <= overtaker.createdAtMs) redeliver(world, held);
}

async function post(world: World, delivery: Delivery, url: string): Promise<DeliveryAttempt> {
  const startedMs = performance.now();
  const signature = delivery.nextSignature;
  const result: DeliveryAttempt = {
    atMs: world.clock.now(),
    httpStatus: null,
    error: null,
    durationMs: 0,
    signature,
  };
  try {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'TikTok-Simulator-Webhooks',
        [TIKTOK_SIGNATURE_HEADER]: signatureFor(world, delivery, signature),
      },
      body: delivery.body,
      signal: AbortSignal.any([AbortSignal.timeout(world.settings.webhookTimeoutMs), world.closing.signal]),
    });
    result.httpStatus = answer.status;
    await answer.body?.cancel();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    result.error = cause instanceof Error ? cause.message || cause.name : String(cause);
  }
  result.durationMs = Math.round(performance.now() - startedMs);
  return result;
}

function signatureFor(world: World, delivery: Delivery, kind: DeliveryAttempt['signature']): string {
  const firstAtMs = delivery.attempts[0]?.atMs;
  const signedAtMs = world.settings.resignRetries ? world.clock.now() : (firstAtMs ?? world.clock.now());
  const seconds = Math.floor(signedAtMs / 1000);
  return signWebhook({
    secret: kind === 'forged' ? `not ${world.app.clientSecret}` : world.app.clientSecret,
    timestampSeconds: kind === 'stale' ? seconds - STALE_BY_SECONDS : seconds,
    rawBody: delivery.body,
  });
}
