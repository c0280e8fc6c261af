import { type Db, isPassingFailure, type Prisma } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { applyTikTokWebhooksJob } from './tiktok-webhook.jobs.ts';

export type NewWebhookEvent = Omit<
  Prisma.TikTokWebhookEventCreateManyInput,
  'id' | 'processedAt' | 'outcome'
>;

/** What became of an event: kept, or the same as one that was kept before. */
export type Stored = 'stored' | 'repeated';

type Waiting = { event: NewWebhookEvent } & PromiseWithResolvers<Stored>;

/** More would be a long transaction for the first of them. */
const AT_ONCE = 200;

const queues = new WeakMap<Db, Waiting[]>();

/**
 * Stores an event once and has it acted on. It is in the database when this resolves. Those that arrive while others are
 * being stored share the next transaction, so that a burst costs few commits and an event on its own waits for nobody.
 */
export function storeWebhookEvent(deps: Deps, event: NewWebhookEvent): Promise<Stored> {
  const entry = { event, ...Promise.withResolvers<Stored>() };
  const queue = queues.get(deps.db);
  if (queue) queue.push(entry);
  else void storeAll(deps, [entry]);
  return entry.promise;
}

async function storeAll(deps: Deps, queue: Waiting[]): Promise<void> {
  queues.set(deps.db, queue);
  while (queue.length > 0) await settle(deps, queue.splice(0, AT_ONCE));
  queues.delete(deps.db);
}

/** One that the database refuses must not take the others with it. */
async function settle(deps: Deps, entries: Waiting[]): Promise<void> {
  try {
    const results = await store(
      deps,
      entries.map(({ event }) => event),
    );
    for (const [n, { resolve }] of entries.entries()) resolve(results[n]!);
  } catch (error) {
    if (entries.length === 1 || isPassingFailure(error)) {
      for (const { reject } of entries) reject(error);
      return;
    }
    for (const entry of entries) await settle(deps, [entry]);
  }
}

function store(deps: Deps, events: NewWebhookEvent[]): Promise<Stored[]> {
  return withTransaction(deps.db, async (tx) => {
    const rows = await tx.tikTokWebhookEvent.createManyAndReturn({
      data: events,
      skipDuplicates: true,
      select: { id: true, dedupeKey: true },
    });
    if (rows.length > 0) {
      await deps.jobs.enqueue(applyTikTokWebhooksJob, { webhookEventIds: rows.map(({ id }) => id) }, { tx });
    }
    const fresh = new Set(rows.map(({ dedupeKey }) => dedupeKey));
    // Of two that are the same the first one was kept.
    return events.map(({ dedupeKey }) => (fresh.delete(dedupeKey) ? 'stored' : 'repeated'));
  });
}
