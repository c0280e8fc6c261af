import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, reservedDb } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { LEASE_MS, leaseEnd } from '../lease-end.ts';
import { endIfLate, type HeldLease, LeaseLostError } from './held-lease.ts';

const RENEW_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 20;
/** For what was cut off to write down where it stands. */
const LAST_WORDS_MS = 750;

const keepers = new WeakMap<Db, LeaseKeeper>();

/** The one keeper of this process. */
export function leaseKeeperOf(deps: Deps): LeaseKeeper {
  const keeper = keepers.get(deps.db) ?? new LeaseKeeper(deps);
  keepers.set(deps.db, keeper);
  return keeper;
}

/** Renews all leases of a process by one statement a second, over a connection that is used for little else. */
class LeaseKeeper {
  readonly #deps: Deps;
  readonly #held = new Set<HeldLease>();
  #timer: NodeJS.Timeout | undefined;
  #isRenewing = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  add(lease: HeldLease): void {
    this.#held.add(lease);
    this.#timer ??= setInterval(() => this.#tick(), RENEW_EVERY_MS);
  }

  remove(lease: HeldLease): void {
    this.#held.delete(lease);
    if (this.#held.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Asks for all leases back, also those that are still being taken: long work stops at its next part, short work may
   * finish, and what lasts longer than `graceMs` is cut off. What does not end even then writes nothing more, and its post
   * is free.
   */
  async giveBack(graceMs: number): Promise<void> {
    const cutOffMs = performance.now() + graceMs;
    while (this.#held.size > 0 && performance.now() < cutOffMs + LAST_WORDS_MS) {
      for (const lease of this.#held) {
        lease.isAskedBack = true;
        if (performance.now() > cutOffMs) lease.lost.abort(new LeaseLostError(lease.postId, 'is given back'));
      }
      await sleep(LOOK_EVERY_MS);
    }
    await this.#freeTheRest();
  }

  async #freeTheRest(): Promise<void> {
    const tokens = [...this.#held].map(({ token }) => token);
    if (tokens.length === 0) return;
    for (const lease of this.#held) this.remove(lease);
    await reservedDb(this.#deps.db).post.updateMany({
      where: { leaseToken: { in: tokens } },
      data: { leaseToken: null, leaseExpiresAt: this.#deps.clock.now(), unreleasedRuns: 0 },
    });
  }

  #tick(): void {
    // Before anything else: this process may just have woken up.
    for (const lease of this.#held) endIfLate(lease);
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    this.#renew()
      .catch((error) => this.#deps.log.warn({ err: error }, 'renewing leases failed; it is tried again'))
      .finally(() => {
        this.#isRenewing = false;
      });
  }

  /**
   * A row that is locked is passed over: one of this process's own transactions has it and prolongs the lease, and waiting
   * for it would let all the others run out.
   */
  async #renew(): Promise<void> {
    const leases = [...this.#held];
    const startedMs = performance.now();
    const now = this.#deps.clock.now();
    const rows = await reservedDb(this.#deps.db).$queryRaw<{ token: string; isRenewed: boolean }[]>`
      WITH asked AS (
        SELECT * FROM unnest(${leases.map(({ postId }) => postId)}::uuid[], ${leases.map(({ token }) => token)}::uuid[])
          AS asked (post_id, token)
      ), free AS (
        SELECT posts.id FROM posts
        JOIN asked ON asked.post_id = posts.id AND asked.token = posts.lease_token
        WHERE posts.lease_expires_at > ${now}
        FOR UPDATE OF posts SKIP LOCKED
      ), renewed AS (
        UPDATE posts SET lease_expires_at = ${leaseEnd(now)} FROM free WHERE posts.id = free.id
        RETURNING posts.lease_token
      )
      SELECT asked.token::text, renewed.lease_token IS NOT NULL AS "isRenewed"
      FROM asked
      JOIN posts ON posts.id = asked.post_id AND posts.lease_token = asked.token
      LEFT JOIN renewed ON renewed.lease_token = asked.token`;
    const renewed = new Map(rows.map(({ token, isRenewed }) => [token, isRenewed]));
    for (const lease of leases) {
      const isRenewed = renewed.get(lease.token);
      if (isRenewed === undefined) lease.lost.abort(new LeaseLostError(lease.postId));
      else if (isRenewed) lease.endsAtMs = Math.max(lease.endsAtMs, startedMs + LEASE_MS);
    }
  }
}
