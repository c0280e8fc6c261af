/** How far back progress counts towards the speed. */
const WINDOW_MS = 5_000;

type Sample = { atMs: number; bytes: number };

/** Bytes per second over the last seconds; forgets what came before a pause. */
export function createUploadSpeed() {
  let samples: Sample[] = [];
  return {
    /** @param bytes sent so far, in all */
    record(bytes: number, nowMs: number): number {
      samples = [...samples.filter((sample) => nowMs - sample.atMs <= WINDOW_MS), { atMs: nowMs, bytes }];
      const first = samples[0] as Sample;
      const elapsedMs = nowMs - first.atMs;
      return elapsedMs > 0 ? Math.max(0, ((bytes - first.bytes) / elapsedMs) * 1000) : 0;
    },
    reset() {
      samples = [];
    },
  };
}
