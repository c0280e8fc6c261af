import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * V8 gives pages back when a program has become quiet, and where its few timers keep it from being quiet, 100 s after its
 * last collection (the watchdog of its memory reducer).
 */
const GIVES_BACK_MS = 120_000;
const POLL_MS = 3_000;
/** Memory has settled when no process changed by more than this share over so many polls. */
const SETTLED_SHARE = 0.01;
const SETTLED_POLLS = 4;
const PATIENCE_MS = 240_000;

/** @returns bytes that the process holds in memory (VmRSS); 0 when it is gone */
function residentBytes(pid: number): number {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Waits until the memory of these processes has settled: two minutes at least, four at most. @returns bytes of each */
export async function settledMemory(pids: number[]): Promise<number[]> {
  const seen: number[][] = [];
  const giveUpAt = performance.now() + PATIENCE_MS;
  await delay(GIVES_BACK_MS);
  for (;;) {
    const now = pids.map(residentBytes);
    seen.push(now);
    const earlier = seen.at(-1 - SETTLED_POLLS);
    const settled = earlier?.every(
      (bytes, at) => Math.abs(bytes - now[at]!) <= SETTLED_SHARE * Math.max(bytes, 1),
    );
    if (settled || performance.now() > giveUpAt) return now;
    await delay(POLL_MS);
  }
}
