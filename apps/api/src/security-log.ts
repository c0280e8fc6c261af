import type { Logger } from 'pino';

/** What is told; operators search for these words. */
export type SecurityEvent =
  | 'signed_in'
  | 'sign_in_failed'
  | 'key_refused'
  | 'webhook_refused'
  /** Another site's page, or a role that is too low. */
  | 'forbidden'
  | 'limit_reached';

/** Who and what, without anything secret: an address and the id of a user or key. */
type SecurityFacts = { address?: string; viewer?: string; path?: string; reason?: string };

export type SecurityLog = {
  note(event: SecurityEvent, facts: SecurityFacts): void;
  /** Tells what is counted, and begins anew. */
  flush(): void;
};

const INTERVAL_MS = 60_000;
/** Different ones within an interval; of more than these only the number is told. */
const DIFFERENT = 50;
const FACT_CHARACTERS = 100;

type Counted = { event: SecurityEvent; facts: SecurityFacts; again: number };

/**
 * Writes security events so that no flood of them can fill a disk: each at once when it is the first of its kind, repeats as
 * a number once per interval, and at most 50 different ones in each. That is about 100 lines a minute, whatever comes.
 */
export function createSecurityLog(log: Logger, intervalMs = INTERVAL_MS): SecurityLog {
  let counted = new Map<string, Counted>();
  let timer: NodeJS.Timeout | undefined;

  function write({ event, facts, again }: Counted): void {
    const line = { security: event, ...facts, ...(again > 0 && { again }) };
    if (event === 'signed_in') log.info(line, 'signed in');
    else log.warn(line, again > 0 ? `refused again: ${event}` : `refused: ${event}`);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const told = counted;
    counted = new Map();
    for (const each of told.values()) if (each.again > 0) write(each);
  }

  return {
    flush,
    note(event, facts) {
      timer ??= setTimeout(flush, intervalMs).unref();
      const short = shortened(facts);
      const known = JSON.stringify([event, short]);
      const key = counted.has(known) || counted.size < DIFFERENT ? known : event;
      const before = counted.get(key);
      if (before) {
        before.again++;
        return;
      }
      const first: Counted = { event, facts: key === known ? short : { reason: 'many others' }, again: 0 };
      counted.set(key, first);
      write(first);
    },
  };
}

function shortened(facts: SecurityFacts): SecurityFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, value?.slice(0, FACT_CHARACTERS)]),
  );
}
