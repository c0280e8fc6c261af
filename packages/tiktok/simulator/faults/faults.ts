import { newId } from '../storage/new-id.ts';
import type { Table } from '../storage/table.ts';

/** Where a fault can strike: every endpoint, and the parts of publishing that run on their own. */
export const FAULT_POINTS = [
  'oauth.exchange',
  'oauth.refresh',
  'oauth.client_token',
  'oauth.revoke',
  'user.info',
  'creator_info.query',
  'video.init',
  'inbox.video.init',
  'content.init',
  'upload',
  'status.fetch',
  'cancel',
  'video.list',
  'video.query',
  'pull',
  'processing',
  'moderation',
  'webhook',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Effects without further fields. */
export const PLAIN_EFFECTS = [
  'none',
  'range_416',
  'range_header_lost',
  'flip_private',
  'stuck',
  'withhold_id',
  'duplicate',
  'reorder',
  'forge',
  'stale',
] as const;

/**
 * What goes wrong.
 *
 * On endpoints: `error` answers with a code in the endpoint's own envelope; `http` with a bare status and
 * body; `drop` closes the connection. `http` and `drop` strike `before` or `after` the effect took place.
 * `range_416` (upload) refuses a good chunk; `range_header_lost` (upload) leaves out Content-Range;
 * `flip_private` (creator info) answers, then makes the account private or public.
 *
 * On `pull`, `processing` and `moderation`: `stuck` never ends; `fail` ends FAILED with a reason;
 * `withhold_id` publishes and never tells a post id.
 *
 * On `webhook`: `drop`, `duplicate`, `delay` (simulated time), `reorder` (behind the next one), `forge`
 * (wrong signature) and `stale` (right signature over an old timestamp).
 */
export type FaultEffect =
  | { kind: 'error'; code: string; httpStatus?: number; message?: string; when?: 'before' | 'after' }
  | { kind: 'http'; status: number; body?: string; contentType?: string; when?: 'before' | 'after' }
  | { kind: 'drop'; when?: 'before' | 'after' }
  | { kind: 'fail'; reason: string }
  | { kind: 'delay'; ms: number }
  | { kind: (typeof PLAIN_EFFECTS)[number] };

export type Fault = {
  id: string;
  /** An endpoint or part, or `*` for every endpoint. */
  point: FaultPoint | '*';
  effect: FaultEffect;
  /** Real time to wait before the answer, besides the effect. */
  latencyMs: number;
  /** Username this is meant for; null for everybody. */
  creator: string | null;
  /** Webhook event this is meant for; null for every event. */
  event: string | null;
  /** Matching occurrences let pass before the first strike. */
  skip: number;
  /** Strikes left; null never ends. */
  times: number | null;
  struck: number;
};

export type FaultInput = Pick<Fault, 'point' | 'effect'> & Partial<Omit<Fault, 'id' | 'struck'>>;

/** Faults ordered by a test or a person, taken in the order in which they were added. */
export class Faults {
  readonly #faults: Table<Fault>;

  constructor(faults: Table<Fault>) {
    this.#faults = faults;
  }

  add(input: FaultInput): Fault {
    const defaults = { latencyMs: 0, creator: null, event: null, skip: 0, times: 1 };
    return this.#faults.put({ ...defaults, ...input, id: newId(), struck: 0 });
  }

  list(): Fault[] {
    return this.#faults.all();
  }

  remove(id: string): void {
    this.#faults.delete(id);
  }

  clear(): void {
    this.#faults.clear();
  }

  /** The fault that strikes this occurrence, if any. Counts the occurrence. */
  take(point: FaultPoint, about: { creator?: string | undefined; event?: string } = {}): Fault | null {
    for (const fault of this.list()) {
      if (!matches(fault, point, about)) continue;
      if (fault.skip > 0) {
        fault.skip--;
        this.#faults.put(fault);
        continue;
      }
      fault.struck++;
      if (fault.times !== null) fault.times--;
      if (fault.times === 0) this.#faults.delete(fault.id);
      else this.#faults.put(fault);
      return fault;
    }
    return null;
  }
}

const INTERNAL_POINTS: readonly string[] = ['pull', 'processing', 'moderation', 'webhook'];

function matches(
  fault: Fault,
  point: FaultPoint,
  about: { creator?: string | undefined; event?: string },
): boolean {
  const atPoint = fault.point === point || (fault.point === '*' && !INTERNAL_POINTS.includes(point));
  const forCreator = fault.creator === null || fault.creator === about.creator;
  return atPoint && forCreator && (fault.event === null || fault.event === about.event);
}
