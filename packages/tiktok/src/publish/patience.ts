/** A timer that can be paused, started over, and ended for good. It runs from the start. */
export class Patience {
  readonly #timer: NodeJS.Timeout;
  #state: 'running' | 'paused' | 'ended' = 'running';

  constructor(timeoutMs: number, onEnd: () => void) {
    this.#timer = setTimeout(() => {
      if (this.#state === 'running') onEnd();
    }, timeoutMs);
  }

  pause(): void {
    if (this.#state === 'running') this.#state = 'paused';
  }

  /** Grants the whole time again. */
  renew(): void {
    if (this.#state === 'ended') return;
    this.#state = 'running';
    this.#timer.refresh();
  }

  end(): void {
    this.#state = 'ended';
    clearTimeout(this.#timer);
  }
}
