const WINDOW_MS = 60_000;

/** One-minute sliding windows, one per key. Refused requests do not count. */
export class SlidingWindows {
  readonly #takenAtMs = new Map<string, number[]>();

  /** Whether a request at `nowMs` still fits; if so it is counted. */
  take(key: string, limit: number, nowMs: number): boolean {
    const recent = (this.#takenAtMs.get(key) ?? []).filter((atMs) => atMs > nowMs - WINDOW_MS);
    this.#takenAtMs.set(key, recent);
    if (recent.length >= limit) return false;
    recent.push(nowMs);
    return true;
  }

  clear(): void {
    this.#takenAtMs.clear();
  }
}
