/** A timer that is this late ran in a process that had been stopped. */
const STOPPED_MS = 1_000;
/** For an answer that came meanwhile to be read. */
const READING_MS = 500;

/**
 * A signal that aborts when the time is up. A process that was stopped finds its timers run out before it has read what
 * arrived in the meantime, and an answer with new tokens comes once: so it gets another half second.
 */
export function startTimeout(timeoutMs: number): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const dueMs = performance.now() + timeoutMs;
  const end = () => controller.abort(new DOMException('No answer in time.', 'TimeoutError'));
  let timer = setTimeout(() => {
    if (performance.now() - dueMs < STOPPED_MS) end();
    else timer = setTimeout(end, READING_MS);
  }, timeoutMs);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
